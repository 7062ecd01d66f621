import type { IncomingMessage } from 'node:http'
import type { Probe } from '../../../modules/checks/index.ts'
import { dial, resolve } from '../connect.ts'
import { Down } from '../failure.ts'
import type { ProbeWorld } from '../kind.ts'
import { type Scope, within } from '../scope.ts'
import { settingsOf } from '../settings.ts'
import { readBody } from './body.ts'
import { type HttpConfig, httpConfig } from './config.ts'
import { exchange } from './exchange.ts'
import { type Hop, nextHop } from './redirect.ts'
import { inStatusSet, parseStatusSet } from './status-set.ts'
import { type Contexts, createContexts, secure } from './tls.ts'
import { parseHttpUrl } from './url.ts'

const maxRedirects = 5

type Visit = {
  readonly scope: Scope
  readonly world: ProbeWorld
  readonly contexts: Contexts
  readonly config: HttpConfig
}

const portOf = (url: URL): number => Number(url.port) || (url.protocol === 'https:' ? 443 : 80)

/** One request on a connection of its own, to an address that was checked just now. */
async function visit(
  { scope, world, contexts, config }: Visit,
  hop: Hop,
): Promise<IncomingMessage> {
  const { hostname, protocol } = hop.url
  const addresses = await resolve(scope, world, hostname)
  const socket = await dial(scope, addresses, portOf(hop.url))
  if (protocol === 'http:') return await exchange(scope, socket, hop)
  const now = world.now()
  const tls = await secure(scope, { socket, hostname, verify: config.verify_tls, contexts, now })
  return await exchange(scope, tls, hop)
}

/** Goes where redirects lead. Each hop is parsed, resolved and checked as the first one was. */
async function follow(visiting: Visit, first: Hop): Promise<IncomingMessage> {
  const { scope, config } = visiting
  let hop = first
  for (let redirects = 0; ; redirects++) {
    const response = await visit(visiting, hop)
    const next = config.follow_redirects ? nextHop(hop, response) : null
    if (next === null) return response
    if (redirects === maxRedirects) {
      throw new Down('protocol_error', `more than ${maxRedirects} redirects`)
    }
    scope.evidence.redirects = redirects + 1
    scope.evidence.final_url = next.url.href
    scope.release()
    hop = next
  }
}

async function run(visiting: Visit, target: string): Promise<string> {
  const { scope, config } = visiting
  const response = await follow(visiting, { url: parseHttpUrl(target), method: config.method })
  const status = response.statusCode ?? 0
  const answer = `${status} ${response.statusMessage ?? ''}`.trim()
  scope.evidence.status = status
  scope.evidence.http_version = response.httpVersion
  const contentType = response.headers['content-type']
  if (contentType !== undefined) scope.evidence.content_type = contentType
  if (!inStatusSet(parseStatusSet(config.expected_status) ?? [], status)) {
    throw new Down('bad_status', `expected ${config.expected_status}, got ${answer}`)
  }
  // The whole body is read, so that an answer cut short counts as down.
  scope.evidence.body_bytes =
    config.method === 'HEAD' ? 0 : await readBody(response, config.max_body_bytes)
  return answer
}

/** A probe over HTTP/1.1, with a new connection for each request: what a first visitor meets. */
export function openHttp(world: ProbeWorld): Probe {
  const contexts = createContexts()
  return ({ target, timeoutMs, config }, signal) =>
    within({ world, timeoutMs, signal }, async (scope) =>
      run({ scope, world, contexts, config: settingsOf(httpConfig, config) }, target),
    )
}
