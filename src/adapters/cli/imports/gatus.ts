import { isCollection, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { Refusal } from '../../../kernel/index.ts'
import { readGatusChannels } from './gatus-channels.ts'
import { readEndpoint, readExternal } from './gatus-endpoint.ts'
import { sorted } from './kuma.ts'
import { type Fields, isFields, type Reading, type Translated } from './translated.ts'

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
      const variable = /\$\{?\w+\}?/.exec(JSON.stringify(fields.url ?? ''))?.[0]
      if (variable === undefined) return read(fields, where)
      const why = `its address has the variable ${variable}, which is not put in`
      return { kind: 'left', where, name: String(fields.name ?? where), why }
    })
  }
  const services = [
    ...entriesOf('endpoints', readEndpoint),
    ...entriesOf('external-endpoints', readExternal),
  ]
  if (services.length === 0) throw new Refusal('invalid', `${file} has no list "endpoints:"`)
  const alerting = contents.get('alerting', true)
  const providers = isMap(alerting) ? plain(alerting) : {}
  const channels = readGatusChannels(isFields(providers) ? providers : {}, (provider) =>
    isMap(alerting) ? lineOf(alerting.get(provider, true)) : 'line ?',
  )
  return sorted(services, channels)
}
