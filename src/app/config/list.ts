import type { Config } from './config.ts'
import { environmentLines, fileTree, hidden } from './print.ts'
import { printable } from './problems.ts'
import { describeSource } from './source.ts'
import { dotted, isMapping, type Path } from './tree.ts'

/** One value that holds, for people to read. */
export type Setting = {
  /** The dotted path of the key, or the variable's name. */
  readonly key: string
  /** Of a secret only the mask, of an address everything but the password. */
  readonly value: string
  /** `default`, `config/config.yaml:12`, `env PORT`. */
  readonly origin: string
}

/** Longer lists and texts are cut: the file itself is the place to read them. */
const settingsMost = 500
const valueMost = 500

/** The effective configuration without the services, which have pages of their own. */
export function listSettings(config: Config): Setting[] {
  const { services, ...tree } = fileTree(config)
  // `hidden` doubles the dollars of a text that a file would read as a variable, and no others.
  const held = flat(hidden(tree, []), []).map(([key, value]): [string, string] => [
    key,
    value.replaceAll('$$', () => '$'),
  ])
  const leaves = [...held, ...environmentLines(config)]
  return leaves.slice(0, settingsMost).map(([key, value]) => ({
    key: printable(key),
    value: printable(value.length > valueMost ? `${value.slice(0, valueMost)}…` : value),
    origin: printable(describeSource(config.source(key))),
  }))
}

function flat(value: unknown, path: Path): [string, string][] {
  if (isMapping(value)) {
    return Object.entries(value).flatMap(([key, inner]) => flat(inner, [...path, key]))
  }
  if (Array.isArray(value) && value.some((item) => isMapping(item))) {
    return value.flatMap((item, index) => flat(item, [...path, index]))
  }
  return [[dotted(path), Array.isArray(value) ? value.map(String).join(', ') : String(value)]]
}
