import {
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from 'yaml'
import { Refusal } from '../../../kernel/index.ts'
import { readGatusChannels } from './gatus-channels.ts'
import { readEndpoint, readExternal } from './gatus-endpoint.ts'
import { sorted } from './kuma.ts'
import {
  type Fields,
  guarded,
  isFields,
  type Reading,
  type Translated,
  textAt,
} from './translated.ts'

const mostEntries = 10_000
/** An anchor that is used in every endpoint is usual, one in each of a million texts is an attack. */
const maxAliasCount = 10_000

/** A configuration file of Gatus. Throws `Refusal('invalid')` with the line of what is wrong. */
export function readGatus(text: string, file: string): Translated {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    logLevel: 'error',
  })
  const [fault] = document.errors
  if (fault !== undefined) {
    const { line, col } = lines.linePos(fault.pos[0])
    throw new Refusal('invalid', `${file}:${line}:${col}: ${fault.message}`)
  }
  const { contents } = document
  if (!isMap(contents)) throw new Refusal('invalid', `${file} is no map of keys and values`)
  const plain = (node: Node): unknown => {
    try {
      return node.toJS(document, { maxAliasCount })
    } catch (error) {
      throw new Refusal('invalid', `${file}: ${(error as Error).message}`)
    }
  }
  const lineOf = (node: unknown): string => {
    const start = isCollection(node) || isScalar(node) ? node.range?.[0] : undefined
    return start === undefined ? 'line ?' : `line ${lines.linePos(start).line}`
  }
  const alerting = contents.get('alerting', true)
  const given = isMap(alerting) ? plain(alerting) : {}
  const providers = isFields(given) ? given : {}
  const nameOf = namesApart(contents)
  const entriesOf = (key: string, read: (fields: Fields, where: string) => Reading): Reading[] => {
    const list = contents.get(key, true)
    if (!isSeq(list)) return []
    if (list.items.length > mostEntries) {
      throw new Refusal('too_large', `${file} has more than ${mostEntries} entries in ${key}`)
    }
    return list.items.map((item) => {
      const where = lineOf(item)
      const fields = plain(item as Node)
      if (!isFields(fields)) {
        return { kind: 'left', where, name: key, why: 'it is no map of keys and values' }
      }
      const name = nameOf(fields)
      return guarded(where, name ?? where, () => {
        const why = whyNot(fields)
        if (why !== null) return { kind: 'left', where, name: name ?? where, why }
        return read({ ...fields, name, alerts: alertsOf(fields, providers) }, where)
      })
    })
  }
  const services = [
    ...entriesOf('endpoints', readEndpoint),
    ...entriesOf('external-endpoints', readExternal),
  ]
  if (services.length === 0) throw new Refusal('invalid', `${file} has no list "endpoints:"`)
  const channels = readGatusChannels(providers, (provider) =>
    isMap(alerting) ? lineOf(alerting.get(provider, true)) : 'line ?',
  )
  return sorted(services, channels)
}

/** Why an endpoint cannot be taken over at all; `null` where it can. */
function whyNot({ url }: Fields): string | null {
  const variable = /\$\{?\w+\}?/.exec(JSON.stringify(url ?? ''))?.[0]
  return variable === undefined
    ? null
    : `its address has the variable ${variable}, which is not put in`
}

/** A name is known within its group alone: where two groups have it, the group stands before it. */
function namesApart(contents: YAMLMap): (endpoint: Fields) => string | undefined {
  const counts = new Map<string, number>()
  for (const key of ['endpoints', 'external-endpoints']) {
    const list = contents.get(key, true)
    for (const item of isSeq(list) ? list.items : []) {
      const name = isMap(item) ? String(item.get('name')) : ''
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  }
  return (endpoint) => {
    const [name, group] = [textAt(endpoint, 'name'), textAt(endpoint, 'group')]
    if (name === null) return undefined
    return group !== null && (counts.get(name) ?? 0) > 1 ? `${group}/${name}` : name
  }
}

/** What an alert leaves open is as its provider has it for all. */
function alertsOf(endpoint: Fields, providers: Fields): readonly Fields[] {
  const alerts = Array.isArray(endpoint.alerts) ? endpoint.alerts.filter(isFields) : []
  return alerts.map((alert) => {
    const provider = providers[textAt(alert, 'type') ?? '']
    const preset = isFields(provider) ? provider['default-alert'] : undefined
    return { ...(isFields(preset) ? preset : {}), ...alert }
  })
}
