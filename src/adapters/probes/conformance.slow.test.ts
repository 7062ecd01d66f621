import { describe, expect, type TestContext, test } from 'vitest'
import { engine, miss } from '../../../test/support/engines.ts'
import { Refusal } from '../../kernel/index.ts'
import { listen, type ProbeFacts } from './conformance.contract.ts'
import { facts as dns } from './dns/facts.contract.ts'
import { facts as grpc } from './grpc/facts.contract.ts'
import { facts as http } from './http/facts.contract.ts'
import { facts as icmp } from './icmp/facts.contract.ts'
import { parseTarget, probes, secretsOf } from './index.ts'
import { facts as postgres } from './postgres/facts.contract.ts'
import { facts as redis } from './redis/facts.contract.ts'
import { facts as smtp } from './smtp/facts.contract.ts'
import { facts as ssh } from './ssh/facts.contract.ts'
import { facts as tcp } from './tcp/facts.contract.ts'
import { facts as tls } from './tls/facts.contract.ts'
import { facts as websocket } from './websocket/facts.contract.ts'
import { runProbe } from './world.contract.ts'

const all = [http, tcp, tls, dns, icmp, grpc, websocket, smtp, ssh, postgres, redis]
const suites = all.map((facts): [string, ProbeFacts] => [facts.kind.type, facts])

/** Probes that contact nobody, so nothing of this can befall them. */
const exempt: Readonly<Record<string, string>> = {
  heartbeat: 'it waits to be called',
  group: 'it looks at other services of this installation',
}

test('every probe of this build is here, or has a reason not to be', () => {
  const tested = [...all.map(({ kind }) => kind.type), ...Object.keys(exempt)]
  expect(tested.sort()).toEqual(probes.map(({ type }) => type).sort())
})

/** The address of the engine that a probe's real target needs; the test ends here where it is absent. */
function needs({ engine: name }: ProbeFacts, context: TestContext): string {
  if (name === undefined) return ''
  const found = engine(name)
  if (found.present) return found.address
  miss(name, found.reason, context.skip)
  return ''
}

/** How much longer than its timeout a probe may take: a machine that is busy with other tests included. */
const graceMs = 100

async function timed<T>(work: Promise<T>): Promise<[T, number]> {
  const since = performance.now()
  const result = await work
  return [result, performance.now() - since]
}

/** A probe's settings of a fault, with the secrets that must not be shown. */
const withSecrets = ({ secrets }: ProbeFacts, config: unknown): unknown => ({
  ...(config as object),
  ...secrets,
})

/** The parts of a secret that are secrets by themselves. */
const canaries = ({ secrets }: ProbeFacts): string[] =>
  Object.values(secrets).flatMap((secret) => secret.match(/canary[\w-]*/g) ?? [secret])

describe.each(suites)('%s', (_type, facts) => {
  const { kind, findings, transport } = facts

  test('a real target is up, and says so in one line', async (context) => {
    await using target = await facts.start(needs(facts, context))
    const result = await runProbe(kind, kind.parse(target.target), { config: target.config })
    expect(result).toMatchObject({ status: 'up', reason: 'ok' })
    expect(result.message).toMatch(/^\P{Cc}{1,300}$/u)
    expect(result.phases.totalMs).toBeGreaterThan(0)
  })

  test('its targets are normalised once and for all', () => {
    const { target } = facts.at('Probe.Example', 8_080)
    expect(kind.parse(kind.parse(target))).toBe(kind.parse(target))
  })

  if (findings.closed) {
    test('a closed port is a clear failure', async () => {
      const gone = await listen(transport, 'silent')
      await gone[Symbol.asyncDispose]()
      const { target, config } = facts.at('127.0.0.1', gone.port)
      const result = await runProbe(kind, target, { config })
      expect(findings.closed).toContain(result.reason)
      expect(result.message).toMatch(/\w+ \w+/)
    })
  }

  const answering = (['silent', 'reset', 'garbage'] as const).filter((fault) => findings[fault])
  test.each(answering)('%s: it ends for its reason, and leaves nothing open', async (fault) => {
    await using server = await listen(transport, fault)
    const { target, config } = facts.at('127.0.0.1', server.port)
    const reasons = findings[fault] ?? []
    const timeoutMs = reasons.includes('timeout') ? 300 : 5_000
    const [result, tookMs] = await timed(runProbe(kind, target, { config, timeoutMs }))
    expect(reasons).toContain(result.reason)
    expect(result.message).toMatch(/^\P{Cc}{1,300}$/u)
    expect(tookMs).toBeLessThan(timeoutMs + graceMs)
    await server.idle()
  })

  const { secureAt } = facts
  if (secureAt) {
    const overTls = [
      ['silent', ['timeout']],
      ['reset', ['connection_reset']],
      ['garbage', ['tls_failure', 'protocol_error']],
    ] as const
    test.each(overTls)(
      'H9 %s instead of a TLS handshake ends as a result',
      async (fault, reasons) => {
        await using server = await listen(transport, fault)
        const { target, config } = secureAt('127.0.0.1', server.port)
        const timeoutMs = fault === 'silent' ? 300 : 5_000
        const [result, tookMs] = await timed(runProbe(kind, target, { config, timeoutMs }))
        expect(reasons).toContain(result.reason)
        expect(tookMs).toBeLessThan(timeoutMs + graceMs)
        await server.idle()
      },
    )
  }

  test('a name server that never answers runs into the timeout, within 100 ms', async () => {
    const { target, config } = facts.at('slow.example', 8_080)
    const world = { lookup: () => new Promise<never>(() => {}) }
    const timeoutMs = 200
    const [result, tookMs] = await timed(runProbe(kind, target, { config, timeoutMs, world }))
    expect(result).toMatchObject({ status: 'down', reason: 'timeout' })
    // A timer counts from when its turn of the event loop began: work before it in that turn counts too.
    expect(tookMs).toBeGreaterThan(timeoutMs - 100)
    expect(tookMs).toBeLessThan(timeoutMs + graceMs)
  })

  test('an abort while a name is resolved ends it at once', async () => {
    const { target, config } = facts.at('slow.example', 8_080)
    const stop = new AbortController()
    const asked = Promise.withResolvers<void>()
    const lookup = (): Promise<never> => {
      asked.resolve()
      return new Promise(() => {})
    }
    const run = runProbe(kind, target, { config, world: { lookup }, signal: stop.signal })
    await asked.promise
    stop.abort()
    const [, tookMs] = await timed(run)
    expect(tookMs).toBeLessThan(graceMs)
  })

  if (findings.silent?.includes('timeout')) {
    test('an abort while a target is silent ends it at once, and closes what it opened', async () => {
      await using server = await listen(transport, 'silent')
      const { target, config } = facts.at('127.0.0.1', server.port)
      const stop = new AbortController()
      const run = runProbe(kind, target, { config, timeoutMs: 60_000, signal: stop.signal })
      await server.contacted
      stop.abort()
      const [, tookMs] = await timed(run)
      expect(tookMs).toBeLessThan(graceMs)
      await server.idle()
    })
  }

  test('S10 an address that the policy forbids is not contacted', async () => {
    await using server = await listen(transport, 'silent')
    const { target, config } = facts.at('127.0.0.1', server.port)
    const world = { blocked: (address: string) => (address === '127.0.0.1' ? 'loopback' : null) }
    const result = await runProbe(kind, target, { config, world })
    expect(result).toMatchObject({ status: 'down', reason: 'blocked_by_policy' })
    expect(result.message).toBe('127.0.0.1: loopback')
    expect(server.contacts()).toBe(0)
  })

  test('S10 S3 one forbidden address among those of a name is enough', async () => {
    await using server = await listen(transport, 'silent')
    const { target, config } = facts.at('two.example', server.port)
    const world = {
      lookup: async () => ['127.0.0.1', '10.0.0.1'],
      blocked: (address: string) => (address === '10.0.0.1' ? 'private' : null),
    }
    const result = await runProbe(kind, target, { config, world })
    expect(result).toMatchObject({ reason: 'blocked_by_policy', message: '10.0.0.1: private' })
    expect(server.contacts()).toBe(0)
  })

  test('S10 S4 a name is resolved once, and the address that was checked is the one contacted', async () => {
    await using server = await listen(transport, 'silent')
    const { target, config } = facts.at('turning.example', server.port)
    const answers = [['127.0.0.1'], ['127.0.0.2']]
    const checked: string[] = []
    const world = {
      lookup: async () => answers.shift() ?? [],
      blocked: (address: string) => {
        checked.push(address)
        return null
      },
    }
    const result = await runProbe(kind, target, { config, world, timeoutMs: 500 })
    expect(checked).toEqual(['127.0.0.1'])
    expect(answers).toHaveLength(1)
    expect(result.evidence.address).toBe('127.0.0.1')
  })

  test('every secret setting has a canary here', () => {
    expect(Object.keys(facts.secrets)).toEqual(secretsOf(kind.type))
  })

  if (Object.keys(facts.secrets).length > 0) {
    test.each(['echo', 'garbage', 'reset', 'silent'] as const)(
      'no secret is in what it says of a target that is %s',
      async (manner) => {
        await using server = await listen(transport, manner)
        const { target, config } = facts.at('127.0.0.1', server.port)
        const settings = withSecrets(facts, config)
        const result = await runProbe(kind, target, { config: settings, timeoutMs: 300 })
        for (const canary of canaries(facts)) expect(JSON.stringify(result)).not.toContain(canary)
      },
    )

    test('no secret is in what it says of a real target', async (context) => {
      await using target = await facts.start(needs(facts, context))
      const config = withSecrets(facts, target.config)
      const result = await runProbe(kind, target.target, { config })
      for (const canary of canaries(facts)) expect(JSON.stringify(result)).not.toContain(canary)
    })
  }

  test.each(Object.entries(facts.wrong))('a wrong %s is refused at its field', (field, value) => {
    const { target, config } = facts.at('probe.example', 8_080)
    let refused: unknown
    try {
      parseTarget(target, { ...(config as object), [field]: value })
    } catch (error) {
      refused = error
    }
    expect(refused).toBeInstanceOf(Refusal)
    expect((refused as Refusal).fields).toMatchObject([{ path: `config.${field}` }])
  })

  test('S6 a password in the target is refused, and not repeated', () => {
    const { target } = facts.at('probe.example', 8_080)
    const sly = target.replace('://', '://user:canary-word@')
    expect(() => kind.parse(sly)).toThrow(Refusal)
    expect(() => kind.parse(sly)).toThrow(/^(?!.*canary-word)/)
  })
})
