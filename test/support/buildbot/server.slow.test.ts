import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from '../engines.ts'
import { type Buildbot, startBuildbot } from './server.ts'

type Heard = { readonly headers: IncomingHttpHeaders; readonly body: Record<string, unknown> }

/** Hears status pushes. */
async function receiver() {
  const heard: Heard[] = []
  let bell = Promise.withResolvers<void>()
  const server = createServer(async (request, response) => {
    heard.push({ headers: request.headers, body: (await json(request)) as Heard['body'] })
    response.writeHead(202).end()
    bell.resolve()
    bell = Promise.withResolvers()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?x=1`,
    async first(is: (one: Heard) => boolean): Promise<Heard> {
      for (;;) {
        const one = heard.find(is)
        if (one !== undefined) return one
        await bell.promise
      }
    },
    async [Symbol.asyncDispose]() {
      server.close()
      await once(server, 'close')
    },
  }
}

describeWith('buildbot', 'the Buildbot of the suites', (python) => {
  let buildbot: Buildbot
  beforeAll(async () => {
    buildbot = await startBuildbot(python, { builders: ['lamp', 'horn'] })
  })
  afterAll(() => buildbot.stop())

  test('builds what is pushed, green and red, on the builder that is named', async () => {
    const green = await buildbot.push('main', { builder: 'horn' })
    const red = await buildbot.push('feature/lens', { red: true })
    expect(await green.finished()).toMatchObject({ results: 0, revision: green.sha })
    expect(await red.finished()).toMatchObject({ results: 2, revision: red.sha })
  })

  test('pushes statuses to where it is told, with headers, before and after a build', async () => {
    await using hook = await receiver()
    await buildbot.setWebhook({ url: hook.url, headers: { 'X-Pharos-Token': 'canary' } })
    const held = await buildbot.push('main', { held: true })
    const started = await hook.first(({ body }) => body.complete === false)
    expect(started.headers['x-pharos-token']).toBe('canary')
    held.release()
    await hook.first(({ body }) => body.complete === true && body.results === 0)
    await buildbot.setWebhook(null)
  })

  test('ends while a build runs, and the build with it', async () => {
    await using hook = await receiver()
    const other = await startBuildbot(python, { webhook: { url: hook.url } })
    await other.push('main', { held: true })
    await hook.first(({ body }) => body.complete === false)
    await other.stop()
    await expect(fetch(other.url)).rejects.toThrow('fetch failed')
  })
})
