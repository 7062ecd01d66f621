import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { describeRecorded, recorded } from '../recorded.contract.ts'
import { webhooks } from './webhooks.ts'

const now = Date.UTC(2026, 5, 1, 12)

describeRecorded('recorded deliveries', () => {
  const files = ['go-gitlab/webhooks', 'go-scm/gitlab/webhooks'].flatMap((folder) => {
    const path = recorded(folder)
    return readdirSync(path).map((file) => join(path, file))
  })
  const secret = `whsec_${Buffer.from('k'.repeat(32)).toString('base64')}`
  const timestamp = String(now / 1_000)
  const sign = (body: Uint8Array) => {
    const mac = createHmac('sha256', Buffer.from('k'.repeat(32)))
    const text = mac.update(`id.${timestamp}.`).update(body).digest('base64')
    return { 'webhook-id': 'id', 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${text}` }
  }

  test('there are some', () => {
    expect(files.length).toBeGreaterThan(30)
  })

  test.each(files.map((file) => [basename(file), file] as const))(
    '%s is believed in each scheme, refused with another byte, and read',
    (_, file) => {
      const body = readFileSync(file)
      const signed = { headers: sign(body), token: null, body }
      expect(webhooks.prove(signed, secret, now)).toBe('ok')
      const altered = Buffer.from(body)
      altered[altered.length >> 1] = (altered[altered.length >> 1] ?? 0) ^ 1
      expect(webhooks.prove({ ...signed, body: altered }, secret, now)).toBe('forged')
      const plain = { headers: { 'x-gitlab-token': secret, 'webhook-id': 'id' }, token: null, body }
      expect(webhooks.prove(plain, secret, now)).toBe('ok')
      expect(webhooks.prove(plain, `${secret}x`, now)).toBe('forged')
      for (const notice of webhooks.read(signed, now)) {
        expect(notice.project.externalId ?? notice.project.fullName).not.toBeNull()
      }
    },
  )

  const noticesOf = (path: string) => {
    const body = readFileSync(recorded(path))
    return webhooks.read({ headers: {}, token: null, body }, now)
  }

  test('of a pipeline', () => {
    const [notice] = noticesOf('go-gitlab/webhooks/pipeline.json')
    expect(notice?.runs).toMatchObject([
      {
        externalId: '31',
        number: 123,
        status: 'success',
        branch: null,
        ref: 'refs/merge-requests/1/head',
        durationMs: 63_000,
        queuedMs: 12_000,
        message: 'test',
        author: 'User1',
        parent: { project: '41', run: '30' },
        webUrl: 'http://192.168.64.1:3005/gitlab-org/gitlab-test/-/pipelines/31',
        sourceTime: Date.UTC(2016, 7, 12, 15, 26, 29),
      },
    ])
    expect(notice?.jobs?.jobs.map(({ externalId }) => externalId)).toEqual([
      '376',
      '377',
      '378',
      '379',
      '380',
    ])
  })

  test('of a job, a deployment, a push and a branch that is gone', () => {
    expect(noticesOf('go-gitlab/webhooks/job.json')[0]?.asks).toContainEqual({
      kind: 'run',
      externalId: '743121198',
    })
    expect(noticesOf('go-gitlab/webhooks/deployment.json')[0]?.deployments).toMatchObject([
      { externalId: '15', environment: 'staging', status: 'success' },
    ])
    expect(noticesOf('go-gitlab/webhooks/push.json')[0]?.branches).toMatchObject([
      { name: 'master', message: 'fixed readme', author: 'GitLab dev user', isDefault: true },
    ])
    expect(noticesOf('go-scm/gitlab/webhooks/branch_delete.json')).toEqual([
      {
        project: { externalId: '4861503', fullName: 'gitlab-org/hello-world' },
        asks: [{ kind: 'branches' }],
      },
    ])
  })
})
