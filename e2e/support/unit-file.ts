import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './program.ts'

export const unitNames = [
  'pharos.service',
  'pharos-web.service',
  'pharos-collector.service',
] as const
export type UnitName = (typeof unitNames)[number]

export const unitFolder = join(root, 'deploy', 'systemd')

/** A unit file: the values of each setting, in order. */
export type UnitFile = ReadonlyMap<string, readonly string[]>

export function readUnit(name: UnitName): UnitFile {
  const lines = readFileSync(join(unitFolder, name), 'utf8').split('\n')
  const settings = lines.flatMap((line) => {
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? []
    return key === undefined || value === undefined ? [] : [{ key, value }]
  })
  const groups = Map.groupBy(settings, ({ key }) => key)
  return new Map([...groups].map(([key, found]) => [key, found.map(({ value }) => value)]))
}

/** The last value of a setting, as systemd takes it. */
export const settingOf = (unit: UnitFile, key: string): string => unit.get(key)?.at(-1) ?? ''

/** The environment that a unit gives, where its specifiers stand for these folders. */
export function environmentOf(
  unit: UnitFile,
  folders: { readonly state: string; readonly credentials: string },
): Record<string, string> {
  const pairs = (unit.get('Environment') ?? []).map((pair) => {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(pair) ?? []
    return [name, value.replaceAll('%S', folders.state).replaceAll('%d', folders.credentials)]
  })
  return Object.fromEntries(pairs)
}
