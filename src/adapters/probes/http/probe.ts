import type { Socket } from 'node:net'
import type { Probe } from '../../../modules/checks/index.ts'
import { dial, openTcp, resolve } from '../connect.ts'
import { Down } from '../failure.ts'
import type { ProbeWorld } from '../kind.ts'
import { type Scope, within } from '../scope.ts'
import { settingsOf } from '../settings.ts'
import type { Answer } from './answer.ts'
import { type HttpConfig, httpConfig } from './config.ts'
import { noteAnswer } from './evidence.ts'
import { type Extras, exchange } from './exchange.ts'
import { extrasOf } from './extras.ts'
import type { Head } from './head.ts'
import { judge, needsBody } from './judge.ts'
import { type Hop, nextHop } from './redirect.ts'
import { inStatusSet, parseStatusSet, type StatusSet } from './status-set.ts'
import { type Contexts, createContexts, handshake, openTls } from './tls.ts'
import { parseHttpUrl } from './url.ts'

const maxRedirects = 5

type Visit = {
  readonly scope: Scope
  readonly world: ProbeWorld
  readonly contexts: Contexts
  readonly config: HttpConfig
  readonly expected: StatusSet
  /** What is told to the origin of the target alone; `null` for a plain request. */
  readonly extras: Extras | null
}

const portOf = (url: URL): number => Number(url.port) || (url.protocol === 'https:' ? 443 : 80)

function redirectOf({ config }: Visit, hop: Hop, head: Head): Hop | null {
  return config.follow_redirects ? nextHop(hop, head) : null
}

/** A connection of its own for a hop, to an address that was checked just now. */
async function reach({ scope, world, contexts, config }: Visit, url: URL): Promise<Socket> {
  const { hostname, protocol } = url
  const port = portOf(url)
  const addresses = await resolve(scope, world, hostname)
  if (protocol === 'http:') return await dial(scope, { addresses, open: openTcp(port) })
  const verify = config.verify_tls
  const open = openTls({ hostname, port }, contexts.contextFor(verify))
  const tls = await dial(scope, { addresses, open })
  await handshake(scope, { tls, verify, now: world.now(), minDays: config.min_cert_days })
  return tls
}

async function visit(visiting: Visit, hop: Hop, extras: Extras | null): Promise<Answer> {
  const { scope, config, expected } = visiting
  const { url, method } = hop
  const socket = await reach(visiting, url)
  // The whole body of the last answer is read, so that one cut short counts as down.
  const wantsBody = (head: Head): boolean =>
    redirectOf(visiting, hop, head) === null && inStatusSet(expected, head.status)
  const keep = needsBody(config.assertions)
  const wish = { method, wantsBody, limit: config.max_body_bytes, keep }
  return await exchange(scope, { socket, url, wish, extras })
}

/** Goes where redirects lead. Each hop is parsed, resolved and checked as the first one was. */
async function follow(visiting: Visit, first: Hop): Promise<Answer> {
  const { scope } = visiting
  let hop = first
  let { extras } = visiting
  for (let redirects = 0; ; redirects++) {
    const answer = await visit(visiting, hop, extras)
    const next = redirectOf(visiting, hop, answer.head)
    if (next === null) return answer
    if (redirects === maxRedirects) {
      throw new Down('protocol_error', `more than ${maxRedirects} redirects`)
    }
    scope.evidence.redirects = redirects + 1
    scope.evidence.final_url = next.url.href
    scope.release()
    // Who asks is told to the origin that was typed, never to where it leads, nor back there again.
    if (next.url.origin !== first.url.origin) extras = null
    else if (extras?.body && next.method !== hop.method) extras = { ...extras, body: null }
    hop = next
  }
}

async function run(visiting: Visit, target: string): Promise<string> {
  const { scope, config, expected } = visiting
  const first = { url: parseHttpUrl(target), method: config.method }
  const found = await follow(visiting, first)
  const { head, bodyBytes, body } = found
  const answer = `${head.status} ${head.reason}`.trim()
  scope.evidence.status = head.status
  scope.evidence.http_version = head.httpVersion
  const contentType = head.headers.get('content-type')
  if (contentType !== undefined) scope.evidence.content_type = contentType
  if (!inStatusSet(expected, head.status)) {
    noteAnswer(scope, found)
    throw new Down('bad_status', `expected ${config.expected_status}, got ${answer}`)
  }
  if (bodyBytes !== null) scope.evidence.body_bytes = bodyBytes
  if (config.assertions.length > 0) {
    try {
      judge(config.assertions, { headers: head.headers, body })
    } catch (error) {
      noteAnswer(scope, found)
      throw error
    }
  }
  return answer
}

/** A probe over HTTP/1.1, with a new connection for each request: what a first visitor meets. */
export function openHttp(world: ProbeWorld): Probe {
  const contexts = createContexts()
  return ({ target, timeoutMs, config: saved }, signal) =>
    within({ world, timeoutMs, signal }, async (scope) => {
      const config = settingsOf(httpConfig, saved)
      const expected = parseStatusSet(config.expected_status) ?? []
      const extras = extrasOf(scope, world, config)
      return run({ scope, world, contexts, config, expected, extras }, target)
    })
}
