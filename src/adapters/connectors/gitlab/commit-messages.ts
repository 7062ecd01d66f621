import type { Ask, ProjectKey } from '../../../modules/pipelines/index.ts'
import type { HttpClient } from '../http/client.ts'
import { segment } from './answers.ts'
import { commitSchema } from './branch.ts'
import { read } from './fields.ts'

const mostKept = 1_000

/**
 * Messages of commits, which GitLab's pipelines lack. A commit never changes and several pipelines
 * have the same one, so it is asked for once. History goes without: it would cost twice the calls.
 */
export function createMessages(http: HttpClient) {
  const kept = new Map<string, string | null>()

  async function fetched(project: ProjectKey, sha: string, ask: Ask): Promise<string | null> {
    const path = `projects/${segment(project.externalId)}/repository/commits/${segment(sha)}`
    // A commit may be gone after a force push, and not everyone who sees pipelines may see code.
    const answer = await http.get(path, { ...ask, expect: [403, 404] })
    if (answer.status !== 200) return null
    return read(commitSchema, answer.body, 'a commit').message
  }

  return {
    async of(project: ProjectKey, sha: string | null, ask: Ask): Promise<string | null> {
      if (sha === null) return null
      const key = `${project.externalId} ${sha}`
      const known = kept.get(key)
      if (known !== undefined) return known
      if (ask.priority === 'backfill') return null
      const message = await fetched(project, sha, ask)
      const [oldest] = kept.keys()
      if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest)
      kept.set(key, message)
      return message
    },
  }
}
