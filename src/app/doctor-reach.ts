import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { addressText, foundAt } from './collector/address.ts'
import { askCollector } from './collector/ask.ts'
import type { Config } from './config/index.ts'
import { type Finding, fail, ok, warn, wordsOf } from './doctor-finding.ts'
import { ownUrl } from './own-check.ts'

const patienceMs = 3_000

/** A port that is taken may be Pharos itself: then it answers as Pharos does. */
export async function port({ server: { host, port: number } }: Config): Promise<Finding> {
  const name = 'port'
  const trouble = await listening(host, number)
  if (trouble === null) return ok(name, `${host}:${number} is free`)
  const answer = await livez(ownUrl(host, number))
  if (answer === 'ok') return ok(name, `Pharos answers at ${host}:${number}`)
  if (answer === 'stalled') {
    const detail = `the Pharos at ${host}:${number} makes no progress`
    return fail({ name, detail, advice: 'read its log, and start it again' })
  }
  const advice = 'another program has it; choose another with --port'
  return warn({ name, detail: trouble, advice })
}

/** @returns why nobody can listen there. */
const listening = (host: string, number: number): Promise<string | null> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve(wordsOf(error)))
    server.listen(number, host, () => server.close(() => resolve(null)))
  })

/** What `/livez` says; `null` for anything that is not Pharos. */
async function livez(url: string): Promise<'ok' | 'stalled' | null> {
  try {
    const signal = AbortSignal.timeout(patienceMs)
    const response = await fetch(`${url}/livez`, { signal, redirect: 'manual' })
    const { status }: { status?: unknown } = JSON.parse((await response.text()).slice(0, 10_000))
    return status === 'ok' || status === 'stalled' ? status : null
  } catch {
    return null
  }
}

/** `serve` has its collector inside; only `web` needs one that answers. */
export async function collector(config: Config): Promise<Finding> {
  const name = 'collector'
  try {
    const address = foundAt(config)
    const text = addressText(address)
    const isExpected = config.aggregatorUrl !== null || config.collector.listen !== null
    if (!isExpected && address.kind === 'socket' && !existsSync(address.path)) {
      return ok(name, 'none runs beside this; "pharos serve" needs none')
    }
    const signal = AbortSignal.timeout(patienceMs)
    const ask = { address, path: '/livez', secret: null, timeoutMs: patienceMs, signal }
    const { status } = await askCollector(ask).catch((error) => ({ status: wordsOf(error) }))
    if (status === 200) return ok(name, `answers at ${text}`)
    const detail = `${text}: ${typeof status === 'number' ? `answers ${status}` : status}`
    const advice = 'start "pharos collector", or correct AGGREGATOR_URL'
    // A socket that nobody listens at is what a collector leaves that was killed.
    return isExpected ? fail({ name, detail, advice }) : warn({ name, detail, advice })
  } catch (error) {
    return fail({
      name,
      detail: wordsOf(error),
      advice: 'correct collector.listen or AGGREGATOR_URL',
    })
  }
}

/** The server that other commands speak to, where one is named. */
export async function server({ client }: Config): Promise<readonly Finding[]> {
  if (client.url === null) return []
  const name = 'server'
  const url = new URL(client.url.reveal())
  const place = `${url.origin}${url.pathname.replace(/\/+$/, '')}`
  if ((await livez(place)) !== null) return [ok(name, `Pharos answers at ${place}`)]
  const advice = 'check that it runs there, or correct PHAROS_URL'
  return [warn({ name, detail: `no Pharos answers at ${place}`, advice })]
}
