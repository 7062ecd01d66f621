import { checkHeaders, headersOfText } from './headers.ts'
import {
  compact,
  comparisons,
  durationOf,
  type Fields,
  isFields,
  numberAt,
  ownOf,
  type Reading,
  tagOf,
  textAt,
  truthAt,
} from './translated.ts'

/** What a type of monitor becomes: an address, the probe's settings, and what was left out. */
type Probed = {
  readonly url: string
  readonly config: Fields
  readonly notes?: readonly (string | false)[]
}
type Refused = { readonly why: string }
type Kind = (monitor: Fields) => Probed | Refused

/** A host as an address has it. */
const hostOf = (monitor: Fields): string => {
  const host = textAt(monitor, 'hostname')?.trim() ?? ''
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}

const hostAndPort = (monitor: Fields, preset: number): string =>
  `${hostOf(monitor)}:${numberAt(monitor, 'port') ?? preset}`

const bodyTypes: Readonly<Record<string, string>> = {
  form: 'application/x-www-form-urlencoded',
  xml: 'application/xml',
}

/** Uptime Kuma says by itself what its body is, where no header of its monitor does. */
function bodyTypeOf(monitor: Fields, headers: Fields): Fields {
  const type = bodyTypes[textAt(monitor, 'httpBodyEncoding') ?? '']
  if (type === undefined || textAt(monitor, 'body') === null) return {}
  const isGiven = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')
  return isGiven ? {} : { 'Content-Type': type }
}

function headersOf(monitor: Fields): { readonly settings: Fields; readonly note: string | false } {
  const text = textAt(monitor, 'headers')
  const given = text === null ? {} : headersOfText(text)
  const headers = given ?? {}
  return {
    settings: checkHeaders({ ...bodyTypeOf(monitor, headers), ...headers }),
    note: given === null && 'its headers are no JSON object, so they were left out',
  }
}

/** `[200, "300-399"]` as `200,300-399`. */
function statusesOf(monitor: Fields): string | undefined {
  const codes = monitor.accepted_statuscodes
  return Array.isArray(codes) && codes.length > 0 ? codes.join(',') : undefined
}

const authOf: Readonly<Record<string, (monitor: Fields) => Fields | null>> = {
  basic: (monitor) => ({
    username: textAt(monitor, 'basic_auth_user') ?? '',
    password: textAt(monitor, 'basic_auth_pass') ?? undefined,
  }),
  bearer: (monitor) => ({ bearer_token: textAt(monitor, 'bearer_token') ?? undefined }),
  mtls: (monitor) => ({
    client_cert: textAt(monitor, 'tlsCert') ?? undefined,
    client_key: textAt(monitor, 'tlsKey') ?? undefined,
  }),
}

function http(monitor: Fields, assertions: readonly Fields[] = []): Probed | Refused {
  const { settings: headers, note } = headersOf(monitor)
  // The first versions had basic credentials alone, and named no method.
  const named = textAt(monitor, 'authMethod') ?? (textAt(monitor, 'basic_auth_user') ? 'basic' : '')
  const auth = ownOf(authOf, named)
  const body = textAt(monitor, 'body')
  return {
    url: textAt(monitor, 'url') ?? '',
    config: compact({
      method: textAt(monitor, 'method')?.toUpperCase() ?? undefined,
      ...headers,
      body: body ?? undefined,
      ...auth?.(monitor),
      expected_status: statusesOf(monitor),
      follow_redirects: numberAt(monitor, 'maxredirects') === 0 ? false : undefined,
      verify_tls: truthAt(monitor, 'ignoreTls') ? false : undefined,
      assertions: assertions.length > 0 ? assertions : undefined,
    }),
    notes: [
      note,
      named !== '' && auth === undefined && `it logs in by ${named}, which Pharos cannot`,
      truthAt(monitor, 'expiryNotification') &&
        'it told of a certificate that ends soon; set min_cert_days for that',
      monitor.proxyId !== undefined && monitor.proxyId !== null && 'its proxy was left out',
    ],
  }
}

function keyword(monitor: Fields): Probed | Refused {
  const value = textAt(monitor, 'keyword')
  if (value === null) return { why: 'it has no keyword' }
  const op = truthAt(monitor, 'invertKeyword') ? 'not_contains' : 'contains'
  return http(monitor, [{ on: 'body', op, value }])
}

/** Names and indexes alone: the original may hold a program. */
const plainPath = /^\$?\.?[\w-]+(?:\[\d+\])?(?:\.[\w-]+(?:\[\d+\])?)*$/
function jsonQuery(monitor: Fields): Probed | Refused {
  const path = textAt(monitor, 'jsonPath') ?? ''
  const op = ownOf(comparisons, textAt(monitor, 'jsonPathOperator') ?? '==')
  const value = textAt(monitor, 'expectedValue')
  if (!plainPath.test(path)) return { why: `its JSON query "${path}" is a program, not a path` }
  if (op === undefined || value === null) return { why: 'its comparison is not known' }
  const full = path.startsWith('$') ? path : `$.${path}`
  return http(monitor, [{ on: 'json', path: full, op, value }])
}

const encryptions: Readonly<Record<string, string>> = {
  require: 'require',
  'verify-ca': 'verify',
  'verify-full': 'verify',
}

/** A lone `%` is taken for what it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A connection string apart from its credentials, which no address may hold. */
function database(monitor: Fields): Probed | Refused {
  const url = URL.parse(textAt(monitor, 'databaseConnectionString') ?? '')
  if (url === null) return { why: 'its connection string is no URL' }
  const { username, password } = url
  url.username = ''
  url.password = ''
  const query = textAt(monitor, 'databaseQuery')
  const isRedis = url.protocol.startsWith('redis')
  return {
    url: isRedis ? `${url.protocol}//${url.host}` : `postgres://${url.host}${url.pathname}`,
    config: compact({
      username: username === '' ? undefined : decoded(username),
      password: password === '' ? undefined : decoded(password),
      // libpq's words: disable, allow, prefer, require, verify-ca, verify-full.
      tls: isRedis ? undefined : encryptions[url.searchParams.get('sslmode') ?? ''],
      query: isRedis ? undefined : (query ?? undefined),
    }),
  }
}

/** In seconds: a push is a moment on its way. */
const leastGrace = 30

function push(monitor: Fields): Probed {
  const every = numberAt(monitor, 'interval') ?? 60
  const retries = (numberAt(monitor, 'maxretries') ?? 0) * (numberAt(monitor, 'retryInterval') ?? 0)
  return {
    url: 'heartbeat://',
    config: {
      every: durationOf(every * 1_000),
      grace: durationOf(Math.max(leastGrace, retries) * 1_000),
    },
    notes: ['it gets a new address to call: put that into what calls it'],
  }
}

function grpc(monitor: Fields): Probed | Refused {
  if (textAt(monitor, 'grpcServiceName') !== 'grpc.health.v1.Health') {
    return { why: 'it calls a method of its own; Pharos calls grpc.health.v1.Health alone' }
  }
  const scheme = truthAt(monitor, 'grpcEnableTls') ? 'grpcs' : 'grpc'
  return { url: `${scheme}://${(textAt(monitor, 'grpcUrl') ?? '').trim()}`, config: {} }
}

/** A list of resolvers is tried in its order; the first is the one that was meant. */
function resolverOf(monitor: Fields): string | undefined {
  const host = textAt(monitor, 'dns_resolve_server')?.split(',')[0]?.trim()
  const port = numberAt(monitor, 'port')
  if (host === undefined || port === null || port === 53) return host
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

const dns: Kind = (monitor) => ({
  url: `dns://${hostOf(monitor)}`,
  config: compact({
    record_type: textAt(monitor, 'dns_resolve_type') ?? undefined,
    resolver: resolverOf(monitor),
  }),
})

export const kinds: Readonly<Record<string, Kind>> = {
  http: (monitor) => http(monitor),
  keyword,
  'json-query': jsonQuery,
  port: (monitor) => ({ url: `tcp://${hostAndPort(monitor, 0)}`, config: {} }),
  ping: (monitor) => ({ url: `icmp://${hostOf(monitor)}`, config: {} }),
  dns,
  push,
  'grpc-keyword': grpc,
  'websocket-upgrade': (monitor) => ({ url: textAt(monitor, 'url') ?? '', config: {} }),
  smtp: (monitor) => ({
    url: `${textAt(monitor, 'smtpSecurity') === 'secure' ? 'smtps' : 'smtp'}://${hostAndPort(monitor, 25)}`,
    config: compact({
      starttls: textAt(monitor, 'smtpSecurity') === 'starttls' ? true : undefined,
    }),
  }),
  postgres: database,
  redis: database,
}

/** `names` and their values as tags; those that are no tags in any way are left out. */
function tagsOf(monitor: Fields, group: string | null): string[] {
  const list = Array.isArray(monitor.tags) ? monitor.tags.filter(isFields) : []
  const texts = list.map((tag) => {
    const [name, value] = [textAt(tag, 'name'), textAt(tag, 'value')]
    return name !== null && value !== null ? `${name}:${value}` : (name ?? '')
  })
  const all = [...(group === null ? [] : [group]), ...texts].map(tagOf)
  return [...new Set(all.filter((tag) => tag !== null))].slice(0, 20)
}

export type KumaContext = {
  readonly where: string
  /** The name of the group that it stands in. */
  readonly group: string | null
  /** Tags of the channels that hear of it. */
  readonly heardBy: readonly string[]
}

/** Why Pharos has no place for a monitor of this kind; `null` when it has. */
function whyNot(monitor: Fields, type: string): string | null {
  if (type === 'group') return 'a group: its monitors have its name as a tag'
  if (ownOf(kinds, type) === undefined) return `Pharos has no check of the type "${type}"`
  return truthAt(monitor, 'upsideDown')
    ? 'it is upside down (up means down), which Pharos does not turn round'
    : null
}

/** One monitor of a backup, as a service. */
export function readMonitor(monitor: Fields, { where, group, heardBy }: KumaContext): Reading {
  const name = textAt(monitor, 'name') ?? `monitor ${textAt(monitor, 'id') ?? '?'}`
  const type = textAt(monitor, 'type') ?? ''
  const why = whyNot(monitor, type)
  const probed = why === null ? ownOf(kinds, type)?.(monitor) : { why }
  if (probed === undefined || 'why' in probed) {
    return { kind: 'left', where, name, why: probed?.why ?? '' }
  }
  const tags = [...tagsOf(monitor, group), ...heardBy]
  const notes = [...(probed.notes ?? []), ...notesOf(monitor)].filter(
    (note) => typeof note === 'string',
  )
  return {
    kind: 'item',
    item: { where, name, notes, body: bodyOf(monitor, { name, probed, tags }) },
  }
}

function notesOf(monitor: Fields): (string | false)[] {
  const seconds = numberAt(monitor, 'interval')
  const retry = numberAt(monitor, 'retryInterval')
  const retries = numberAt(monitor, 'maxretries') ?? 0
  return [
    retries > 0 &&
      retry !== null &&
      retry !== seconds &&
      `it tried again after ${retry} s; Pharos waits for the next check`,
    (numberAt(monitor, 'resendInterval') ?? 0) > 0 && 'its message is not sent again and again',
  ]
}

type Read = { readonly name: string; readonly probed: Probed; readonly tags: readonly string[] }

function bodyOf(monitor: Fields, { name, probed, tags }: Read): Fields {
  const timeout = numberAt(monitor, 'timeout')
  // What is called is judged often, however seldom it is called.
  const isPush = probed.url.startsWith('heartbeat:')
  return compact({
    name,
    url: probed.url,
    check_interval: isPush ? undefined : durationOf((numberAt(monitor, 'interval') ?? 60) * 1_000),
    timeout: timeout === null || timeout <= 0 ? undefined : durationOf(timeout * 1_000),
    failures_to_down: isPush
      ? undefined
      : Math.min(100, (numberAt(monitor, 'maxretries') ?? 0) + 1),
    paused: monitor.active === false || monitor.active === 0 ? true : undefined,
    tags: tags.length > 0 ? tags : undefined,
    config: Object.keys(probed.config).length > 0 ? probed.config : undefined,
  })
}
