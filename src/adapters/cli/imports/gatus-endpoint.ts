import { routeOf } from './gatus-channels.ts'
import { type Conditions, goDuration, readConditions, type Use } from './gatus-conditions.ts'
import { checkHeaders } from './headers.ts'
import {
  compact,
  durationOf,
  type Fields,
  isFields,
  numberAt,
  ownOf,
  type Reading,
  tagOf,
  textAt,
  variableNotes,
} from './translated.ts'

type Probed = { readonly url: string; readonly config: Fields }
type Refused = { readonly why: string }
type Kind = (endpoint: Fields, conditions: Conditions) => Probed | Refused

const clientOf = (endpoint: Fields): Fields => (isFields(endpoint.client) ? endpoint.client : {})

const verifyOf = (endpoint: Fields): false | undefined =>
  clientOf(endpoint).insecure === true ? false : undefined

const http: Kind = (endpoint, { expectedStatus, assertions, minCertDays }) => {
  const client = clientOf(endpoint)
  const body = textAt(endpoint, 'body')
  const graphql = endpoint.graphql === true
  return {
    url: textAt(endpoint, 'url') ?? '',
    config: compact({
      method: textAt(endpoint, 'method')?.toUpperCase() ?? undefined,
      ...(isFields(endpoint.headers) && checkHeaders(endpoint.headers)),
      body: body === null ? undefined : graphql ? JSON.stringify({ query: body }) : body,
      // Where no condition names the status, any will do.
      expected_status: expectedStatus ?? '100-999',
      follow_redirects: client['ignore-redirect'] === true ? false : undefined,
      verify_tls: verifyOf(endpoint),
      min_cert_days: minCertDays ?? undefined,
      assertions: assertions.length > 0 ? assertions : undefined,
    }),
  }
}

const dns: Kind = (endpoint, { answers }) => {
  const settings = isFields(endpoint.dns) ? endpoint.dns : {}
  const resolver = (textAt(endpoint, 'url') ?? '').replace(/^dns:\/\//, '')
  return {
    url: `dns://${(textAt(settings, 'query-name') ?? '').replace(/\.$/, '')}`,
    config: compact({
      record_type: textAt(settings, 'query-type') ?? undefined,
      resolver,
      expected: answers.length > 0 ? answers : undefined,
    }),
  }
}

const tls: Kind = (endpoint, { minCertDays }) => ({
  url: textAt(endpoint, 'url') ?? '',
  config: compact({
    min_cert_days: minCertDays ?? undefined,
    verify_tls: verifyOf(endpoint),
  }),
})

const plain: Kind = (endpoint) => ({ url: textAt(endpoint, 'url') ?? '', config: {} })

const secured: Kind = (endpoint) => ({
  url: textAt(endpoint, 'url') ?? '',
  config: compact({ verify_tls: verifyOf(endpoint) }),
})

const startTls: Kind = (endpoint) => ({
  url: (textAt(endpoint, 'url') ?? '').replace(/^starttls:/, 'smtp:'),
  config: compact({ starttls: true, verify_tls: verifyOf(endpoint) }),
})

const kinds: Readonly<Record<string, Kind>> = {
  http,
  https: http,
  tcp: plain,
  tls,
  starttls: startTls,
  icmp: plain,
  ws: plain,
  wss: secured,
  grpc: plain,
  grpcs: secured,
  ssh: plain,
}

/** What each kind holds its target to; a kind that is not here, to nothing but that it answers. */
const uses = new Map<Kind, readonly Use[]>([
  [http, ['expectedStatus', 'minCertDays', 'assertion']],
  [dns, ['answer']],
  [tls, ['minCertDays']],
])

/** Alerts without a threshold of their own have these. */
const presets = { failures: 3, successes: 2 }

function thresholds(alerts: readonly Fields[]) {
  const on = alerts.filter(({ enabled }) => enabled !== false)
  if (on.length === 0) return {}
  const least = (key: string, preset: number): number =>
    Math.min(...on.map((alert) => numberAt(alert, key) ?? preset))
  return {
    failures_to_down: least('failure-threshold', presets.failures),
    successes_to_up: least('success-threshold', presets.successes),
  }
}

function tagsOf(endpoint: Fields, alerts: readonly Fields[]): string[] {
  const group = textAt(endpoint, 'group')
  const routes = alerts.flatMap((alert) => {
    const type = textAt(alert, 'type')
    return type === null || alert.enabled === false ? [] : [routeOf(type)]
  })
  const tags = [group === null ? null : tagOf(group), ...routes]
  return [...new Set(tags.filter((tag) => tag !== null))]
}

const alertsOf = (endpoint: Fields): readonly Fields[] =>
  Array.isArray(endpoint.alerts) ? endpoint.alerts.filter(isFields) : []

/** Members of an endpoint that change nothing here, or that a note tells of. */
const told: Readonly<Record<string, string>> = {
  'maintenance-windows': 'its maintenance windows were left out',
  ssh: 'it logs in by SSH; Pharos reads the banner alone',
  store: 'it is part of a suite; it stands alone here',
}

/** Members that a check by HTTP alone has a place for. */
const ofHttp: Readonly<Record<string, string>> = {
  body: 'its body was left out',
  headers: 'its headers were left out',
}

/** One entry of `endpoints`. */
export function readEndpoint(endpoint: Fields, where: string): Reading {
  const name = textAt(endpoint, 'name') ?? where
  const left = (why: string): Reading => ({ kind: 'left', where, name, why })
  const url = textAt(endpoint, 'url') ?? ''
  const scheme = /^([a-z]+):\/\//i.exec(url)?.[1]?.toLowerCase() ?? ''
  const kind = isFields(endpoint.dns) ? dns : ownOf(kinds, scheme)
  if (kind === undefined) return left(`Pharos has no check of "${scheme || url}"`)
  const raw = Array.isArray(endpoint.conditions) ? endpoint.conditions : []
  const texts = raw.filter((condition) => typeof condition === 'string')
  const conditions = readConditions(texts, uses.get(kind) ?? [])
  const probed = kind(endpoint, conditions)
  if ('why' in probed) return left(probed.why)
  const body = bodyOf(endpoint, { name, probed, conditions })
  const notes = [
    ...notesOf(endpoint, conditions),
    ...toldOf(endpoint, kind === http ? told : { ...told, ...ofHttp }),
  ]
  return { kind: 'item', item: { where, name, notes, body } }
}

const notesOf = (endpoint: Fields, { left, degradedAboveMs }: Conditions): string[] => [
  ...variableNotes(endpoint),
  ...left.map((condition) => `the condition "${condition}" was left out`),
  ...(degradedAboveMs === null ? [] : ['an answer that is too slow is DEGRADED, not DOWN']),
]

const toldOf = (endpoint: Fields, words: Readonly<Record<string, string>>): string[] =>
  Object.entries(words).flatMap(([key, note]) => (endpoint[key] ? [note] : []))

type Read = { readonly name: string; readonly probed: Probed; readonly conditions: Conditions }

function bodyOf(endpoint: Fields, { name, probed, conditions }: Read): Fields {
  const alerts = alertsOf(endpoint)
  const timeout = goDuration(textAt(clientOf(endpoint), 'timeout') ?? '')
  const tags = tagsOf(endpoint, alerts)
  return compact({
    name,
    url: probed.url,
    check_interval: durationOf(goDuration(textAt(endpoint, 'interval') ?? '') ?? 60_000),
    timeout: timeout === null || timeout === 0 ? undefined : durationOf(timeout),
    ...thresholds(alerts),
    degraded_above_ms: conditions.degradedAboveMs ?? undefined,
    paused: endpoint.enabled === false ? true : undefined,
    tags: tags.length > 0 ? tags : undefined,
    config: Object.keys(probed.config).length > 0 ? probed.config : undefined,
  })
}

/** Gatus waits no longer than the interval; a push is a moment on its way. */
const shortGrace = '30s'

/** One entry of `external-endpoints`: others push how it is. */
export function readExternal(endpoint: Fields, where: string): Reading {
  const name = textAt(endpoint, 'name') ?? where
  const heartbeat = isFields(endpoint.heartbeat) ? endpoint.heartbeat : {}
  const every = goDuration(textAt(heartbeat, 'interval') ?? '')
  if (every === null || every === 0) {
    return { kind: 'left', where, name, why: 'it says not how often it is pushed' }
  }
  const alerts = alertsOf(endpoint)
  const tags = tagsOf(endpoint, alerts)
  return {
    kind: 'item',
    item: {
      where,
      name,
      notes: [
        ...variableNotes(endpoint),
        'it gets a new address to call: put that into what calls it',
      ],
      body: compact({
        name,
        url: 'heartbeat://',
        ...thresholds(alerts),
        paused: endpoint.enabled === false ? true : undefined,
        tags: tags.length > 0 ? tags : undefined,
        config: { every: durationOf(every), grace: shortGrace },
      }),
    },
  }
}
