import { Refusal } from '../../../kernel/index.ts'
import { readKumaChannel } from './kuma-channel.ts'
import { readMonitor } from './kuma-monitor.ts'
import {
  type Fields,
  guarded,
  type Item,
  isFields,
  type Reading,
  type Translated,
  tagOf,
  textAt,
} from './translated.ts'

const mostEntries = 10_000

/**
 * A backup of Uptime Kuma (Settings, Backup, Export; versions 1.x make it), or `{monitorList,
 * notificationList}` in that form. Throws `Refusal('invalid')` for what is no such file.
 */
export function readKuma(text: string, file: string): Translated {
  const backup = parse(text, file)
  const monitors = listOf(backup.monitorList)
  if (monitors === null) throw new Refusal('invalid', `${file} has no list "monitorList"`)
  if (monitors.length > mostEntries) {
    throw new Refusal('too_large', `${file} has more than ${mostEntries} monitors`)
  }
  const notifications = (listOf(backup.notificationList) ?? []).filter(isFields)
  const groups = new Map(
    monitors
      .filter(isFields)
      .filter(({ type }) => type === 'group')
      .map((group) => [group.id, textAt(group, 'name')]),
  )
  const routes = routesOf(monitors.filter(isFields), notifications)
  const services = monitors.map((monitor, index): Reading => {
    const where = `monitorList[${index}]`
    if (!isFields(monitor)) return { kind: 'left', where, name: where, why: 'it is no monitor' }
    const heardBy = notifications.flatMap((notification) => {
      const route = routes.get(notification.id)
      return route !== undefined && hears(monitor, notification.id) ? [route] : []
    })
    const context = { where, group: groups.get(monitor.parent) ?? null, heardBy }
    return guarded(where, textAt(monitor, 'name') ?? where, () => readMonitor(monitor, context))
  })
  const channels = notifications.map((notification, index) => {
    const where = `notificationList[${index}]`
    const context = { where, route: routes.get(notification.id) ?? null }
    const name = textAt(notification, 'name') ?? where
    return guarded(where, name, () => readKumaChannel(notification, context))
  })
  return sorted(services, channels)
}

export function sorted(services: readonly Reading[], channels: readonly Reading[]): Translated {
  const itemsOf = (of: readonly Reading[]): Item[] =>
    of.flatMap((reading) => (reading.kind === 'item' ? [reading.item] : []))
  return {
    services: itemsOf(services),
    channels: itemsOf(channels),
    left: [...services, ...channels].flatMap((reading) =>
      reading.kind === 'left'
        ? [{ where: reading.where, name: reading.name, why: reading.why }]
        : [],
    ),
  }
}

function parse(text: string, file: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Refusal('invalid', `${file} is no JSON: ${(error as Error).message}`)
  }
  if (isFields(value)) return value
  throw new Refusal('invalid', `${file} is no backup of Uptime Kuma: it is no JSON object`)
}

/** Backups have a list, or an object by id. */
const listOf = (value: unknown): readonly unknown[] | null => {
  if (Array.isArray(value)) return value
  return isFields(value) ? Object.values(value) : null
}

const hears = (monitor: Fields, id: unknown): boolean =>
  isFields(monitor.notificationIDList) && monitor.notificationIDList[String(id)] === true

/**
 * The tag of each channel that does not hear everything: Pharos' routes are tags, theirs a list at
 * each monitor.
 */
function routesOf(
  monitors: readonly Fields[],
  notifications: readonly Fields[],
): ReadonlyMap<unknown, string> {
  const real = monitors.filter(({ type }) => type !== 'group')
  return new Map(
    notifications.flatMap(({ id, name }) => {
      if (real.every((monitor) => hears(monitor, id))) return []
      const word = typeof name === 'string' ? tagOf(name) : null
      return [[id, `to:${word ?? String(id)}`.slice(0, 32)] as const]
    }),
  )
}
