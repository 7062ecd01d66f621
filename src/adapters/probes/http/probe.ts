import type { Socket } from 'node:net'
import type { Probe } from '../../../modules/checks/index.ts'
import { ofFamily } from '../address-family.ts'
import { dial, openTcp, resolve } from '../connect.ts'
import { Down } from '../failure.ts'
import type { ProbeWorld } from '../kind.ts'
import { type Scope, within } from '../scope.ts'
import { settingsOf } from '../settings.ts'
import { parseHttpUrl } from '../target-url.ts'
import type { Answer, Wanted } from './answer.ts'
import { type HttpConfig, httpConfig } from './config.ts'
import { noteAnswer } from './evidence.ts'
import { type Extras, exchange } from './exchange.ts'
import { extrasOf, guestExtrasOf } from './extras.ts'
import type { Head } from './head.ts'
import { exchangeHttp2 } from './http2.ts'
import { type Identity, pemOf } from './identity.ts'
import { judge, needsBody } from './judge.ts'
import { type Hop, isUpgrade, nextHop, portOf } from './redirect.ts'
import { inStatusSet, parseStatusSet, type StatusSet } from './status-set.ts'
import { type Contexts, createContexts, handshake, openTls } from './tls.ts'
import { inTurn } from './turns.ts'

const maxRedirects = 5

type Visit = {
  readonly scope: Scope
  readonly world: ProbeWorld
  readonly contexts: Contexts
  readonly config: HttpConfig
  readonly expected: StatusSet
  readonly timeoutMs: number
  /** What is shown of us in a TLS handshake, to the target's origin and its upgrade alone. */
  readonly identity: Identity | null
  /** What is said beyond a plain request, which is `null`. */
  readonly extras: Extras | null
  /** The same for other origins, which are not told who asks. */
  readonly guest: Extras | null
}

function redirectOf({ config }: Visit, hop: Hop, head: Head): Hop | null {
  return config.follow_redirects ? nextHop(hop, head) : null
}

/** A connection of its own for a hop, to an address that was checked just now. */
async function reach(visiting: Visit, url: URL): Promise<Socket> {
  const { scope, world, contexts, config, identity } = visiting
  const { hostname } = url
  const port = portOf(url)
  const found = await resolve(scope, world, hostname)
  const addresses = ofFamily(found, config.ip_family)
  if (url.protocol === 'http:') return await dial(scope, { addresses, open: openTcp(port) })
  const verify = config.verify_tls
  const protocol = config.http_version === '2' ? 'h2' : 'http/1.1'
  const context = contexts.contextFor(verify, identity)
  const tls = await dial(scope, { addresses, open: openTls({ hostname, port, protocol }, context) })
  await handshake(scope, { tls, verify, now: world.now(), minDays: config.min_cert_days })
  if (protocol === 'h2' && tls.alpnProtocol !== protocol) {
    throw new Down('protocol_error', 'expected HTTP/2, which the server does not offer')
  }
  return tls
}

/** Time for the beginning of an error page: little, and none when the check's own is nearly over. */
const patienceMs = ({ scope, timeoutMs }: Visit): number =>
  Math.max(0, Math.min(300, timeoutMs - scope.meter.phases().totalMs - 100))

async function visit(visiting: Visit, hop: Hop): Promise<Answer> {
  const { scope, config, expected, extras } = visiting
  const { url, method } = hop
  const socket = await reach(visiting, url)
  // The whole body of the last answer is read, so that one cut short counts as down.
  const wantsBody = (head: Head): Wanted => {
    if (redirectOf(visiting, hop, head) !== null) return 'none'
    return inStatusSet(expected, head.status) ? 'whole' : 'start'
  }
  const wish = {
    method,
    wantsBody,
    limit: config.max_body_bytes,
    keep: needsBody(config.assertions),
    patienceMs: () => patienceMs(visiting),
  }
  const ask = config.http_version === '2' ? exchangeHttp2 : exchange
  const answer = await ask(scope, { socket, url, wish, extras })
  const { head, unpack } = answer
  return unpack === null ? answer : { head, unpack: null, ...(await inTurn(scope, unpack)) }
}

const bodiless = (extras: Extras | null): Extras | null => extras && { ...extras, body: null }

/** What is said at the next hop. What is dropped once stays so, also where a redirect leads back. */
function asNext(visiting: Visit, from: Hop, to: Hop): Visit {
  const isOwn = to.url.origin === from.url.origin || isUpgrade(from.url, to.url)
  const told = isOwn ? visiting : { ...visiting, extras: visiting.guest, identity: null }
  if (to.method === from.method) return told
  return { ...told, extras: bodiless(told.extras), guest: bodiless(told.guest) }
}

/** Goes where redirects lead. Each hop is parsed, resolved and checked as the first one was. */
async function follow(from: Visit, first: Hop): Promise<Answer> {
  const { scope } = from
  let visiting = from
  let hop = first
  for (let redirects = 0; ; redirects++) {
    const answer = await visit(visiting, hop)
    const next = redirectOf(visiting, hop, answer.head)
    if (next === null) return answer
    if (redirects === maxRedirects) {
      throw new Down('protocol_error', `more than ${maxRedirects} redirects`)
    }
    scope.evidence.redirects = redirects + 1
    scope.evidence.final_url = next.url.href
    scope.release()
    visiting = asNext(visiting, hop, next)
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

function identityOf(world: ProbeWorld, config: HttpConfig): Identity | null {
  if (config.client_cert === '') return null
  return { cert: pemOf(config.client_cert), key: pemOf(world.reveal(config.client_key)) }
}

type Plan = Pick<Visit, 'config' | 'expected'> & {
  /** Nothing is said or shown beyond what every request says. */
  readonly isPlain: boolean
}

const plans = new WeakMap<HttpConfig, Plan>()

/** What follows from settings, once for all checks that have the same. */
function planOf(config: HttpConfig): Plan {
  const known = plans.get(config)
  if (known !== undefined) return known
  const { headers, body, username, bearer_token, secret_headers, client_cert } = config
  const plan = {
    config,
    expected: parseStatusSet(config.expected_status) ?? [],
    isPlain:
      Object.keys(headers).length === 0 &&
      [body, username, bearer_token, secret_headers, client_cert].every((text) => text === ''),
  }
  plans.set(config, plan)
  return plan
}

/** A probe over HTTP, with a new connection for each request: what a first visitor meets. */
export function openHttp(world: ProbeWorld): Probe {
  const contexts = createContexts()
  return ({ target, timeoutMs, config: saved }, signal) =>
    within({ world, timeoutMs, signal }, async (scope) => {
      const { config, expected, isPlain } = planOf(settingsOf(httpConfig, saved))
      const extras = isPlain ? null : extrasOf(scope, world, config)
      const guest = isPlain ? null : guestExtrasOf(config)
      const identity = isPlain ? null : identityOf(world, config)
      const saying = { extras, guest, identity }
      const visiting = { scope, world, contexts, config, expected, timeoutMs, ...saying }
      return run(visiting, target)
    })
}
