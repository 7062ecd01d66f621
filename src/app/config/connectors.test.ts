import { describe, expect, test } from 'vitest'
import { loaded, problems, tokenOf, warnings } from './loading.contract.ts'

describe('platforms', () => {
  test('a token in the environment adds the public instance when the file names none', () => {
    const env = { GITHUB_TOKEN: 'gh', GITLAB_TOKEN: 'gl', GITLAB_URL: 'https://git.example.com/' }
    const { connections } = loaded({ env })
    expect(connections).toMatchObject([
      { platform: 'github', name: 'github', settings: { url: 'https://api.github.com' } },
      { platform: 'gitlab', name: 'gitlab', settings: { url: 'https://git.example.com' } },
    ])
    expect(connections.map(tokenOf)).toEqual(['gh', 'gl'])
    const yaml = 'github: [ { name: ours, url: https://ghe.example.com } ]'
    expect(loaded({ env, yaml }).connections).toMatchObject([{ name: 'ours' }, { name: 'gitlab' }])
  })

  test('the four platforms load as people write them, with tokens from the environment', () => {
    const yaml = `
cache: { type: memory, redis_url: redis://localhost:6379, ttl: 5m, stale_ttl: 24h, refresh_interval: 5m }
ui: { refresh_interval: 5s, title: "CI/CD Dashboard" }
gitlab:    [ { name: gitlab-main, url: https://gitlab.com, token: "\${GITLAB_TOKEN}" } ]
github:    [ { name: github-main, url: https://api.github.com, token: "\${GITHUB_TOKEN}" } ]
jenkins:   [ { name: jenkins-prod, url: https://jenkins.example.com, token: "\${JENKINS_TOKEN}" } ]
bitbucket: [ { name: bitbucket-main, url: https://api.bitbucket.org/2.0, token: "\${BITBUCKET_TOKEN}" } ]
filters: { watched_repos: ["123", "owner/repo", "job-name"] }
logging: { level: info, format: json }
`
    const tokens = { GITLAB: 'a', GITHUB: 'b', JENKINS: 'c', BITBUCKET: 'd' }
    const env = Object.fromEntries(
      Object.entries(tokens).map(([name, token]) => [`${name}_TOKEN`, token]),
    )
    const config = loaded({ yaml, env })
    expect(warnings({ yaml, env })).toEqual([])
    expect(config.connections.map((one) => [one.platform, one.name, tokenOf(one)])).toEqual([
      ['github', 'github-main', 'b'],
      ['gitlab', 'gitlab-main', 'a'],
      ['jenkins', 'jenkins-prod', 'c'],
      ['bitbucket', 'bitbucket-main', 'd'],
    ])
    expect(config.watched).toEqual(['123', 'owner/repo', 'job-name'])
    expect(config.cache).toMatchObject({ type: 'memory', ttlMs: 300_000, refreshMs: 300_000 })
  })

  test('Jenkins needs an address, and an address alone does nothing', () => {
    expect(problems({ env: { JENKINS_TOKEN: 't' } })).toEqual([
      'JENKINS_TOKEN: needs JENKINS_URL: there is no public one',
    ])
    expect(warnings({ env: { JENKINS_URL: 'https://j.example.com' } })).toEqual([
      'JENKINS_URL: has no effect without JENKINS_TOKEN',
    ])
  })
})
