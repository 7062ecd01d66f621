import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { capabilities, PlatformFault, priorities } from '../../modules/pipelines/index.ts'
import { canary, connectorWorld, serve } from './http/client.contract.ts'
import type { ConnectorKind } from './kind.ts'
import { connectors } from './registry.ts'
import { parseConnection } from './settings.ts'

/** What every connector of the registry must do. What is only spoken to by others asks nobody. */
const speaking = connectors.filter(({ config }) => 'url' in config.shape)

const settingsOf = ({ platform, config }: ConnectorKind, url: string) =>
  parseConnection(platform, {
    ...('url' in config.shape && { url }),
    ...('token' in config.shape && { token: canary }),
  })

const openAt = (kind: ConnectorKind, url: string) => {
  const { webhook_secret: _, ...settings } = settingsOf(kind, url)
  return kind.open(connectorWorld(), settings)
}

const ask = (signal = new AbortController().signal) => ({ priority: priorities[0], signal })
const project = { externalId: '1', fullName: 'acme/shop', defaultBranch: 'main' }

/** How asking for the list of projects, and for runs, fails. */
async function faultsOf(kind: ConnectorKind, url: string, signal?: AbortSignal) {
  const connector = openAt(kind, url)
  const failures = await Promise.all(
    [connector.projects(ask(signal)), connector.pipelines(project, 10, ask(signal))].map((asked) =>
      asked.then(
        (found) => expect.fail(`gave ${JSON.stringify(found)}`),
        (error: unknown) => error,
      ),
    ),
  )
  await connector.close()
  return failures
}

const kindsOf = (faults: readonly unknown[]) =>
  faults.map((fault) => (fault instanceof PlatformFault ? fault.kind : fault))

describe.each(connectors.map((kind) => [kind.platform, kind] as const))('%s', (_, kind) => {
  test('has the methods that it says, and no others', async () => {
    // A public instance can the most.
    const { url } = kind.config.shape
    const preset = url === undefined ? undefined : z.safeParse(url, undefined).data
    const connector = openAt(kind, String(preset ?? 'http://127.0.0.1:9'))
    const has = capabilities.filter((one) => connector[one] !== undefined)
    await connector.close()
    expect(has.toSorted()).toEqual([...kind.can].toSorted())
  })

  test('refuses a setting that it does not know, by its name', () => {
    expect(() =>
      parseConnection(kind.platform, { ...settingsOf(kind, 'https://ci.example'), ulr: 'x' }),
    ).toThrow(/config\.ulr/)
  })

  test('believes no delivery without a proof, and none with the proof of something else', () => {
    const body = new TextEncoder().encode('{}')
    const { webhooks } = kind
    expect(webhooks?.prove({ headers: {}, token: null, body }, 'secret', 0)).toBe('unsigned')
    const headers = {
      'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
      'x-hub-signature': `sha256=${'0'.repeat(64)}`,
      'x-pharos-signature-256': `sha256=${'0'.repeat(64)}`,
      'x-gitlab-token': 'another',
    }
    expect(webhooks?.prove({ headers, token: 'another', body }, 'secret', 0)).toBe('forged')
  })

  test('says how its webhook is set up', () => {
    expect(kind.webhooks?.steps.length).toBeGreaterThan(0)
  })
})

describe.each(speaking.map((kind) => [kind.platform, kind] as const))('%s', (_, kind) => {
  test('says that a platform is away, and never what its token is', async () => {
    const faults = await faultsOf(kind, 'http://127.0.0.1:9')
    expect(kindsOf(faults)).toEqual(['unavailable', 'unavailable'])
    expect(faults.map(String).join()).not.toContain(canary)
  })

  test('says that a token is refused, and repeats nothing of what the platform said', async () => {
    const server = await serve((request, response) => {
      const words = `no ${request.headers.authorization} ${canary}`
      response.writeHead(401).end(words)
    })
    const faults = await faultsOf(kind, server.url)
    expect(kindsOf(faults)).toEqual(['unauthorized', 'unauthorized'])
    expect(faults.map(String).join()).not.toContain(canary)
  })

  test.each(['<html>Log in</html>', 'null', '{"values": 5}', '[null]', '"text"'])(
    'takes %s for no list',
    async (body) => {
      const server = await serve((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(body)
      })
      for (const kindOf of kindsOf(await faultsOf(kind, server.url)))
        expect(kindOf).toBe('malformed')
    },
  )

  test('ends as soon as it is told to', async () => {
    const server = await serve(() => undefined)
    const stop = new AbortController()
    const faults = faultsOf(kind, server.url, stop.signal)
    stop.abort()
    expect(kindsOf(await faults)).toEqual(['aborted', 'aborted'])
  })
})
