import { z } from 'zod'
import type { ServiceId } from '../../../kernel/index.ts'

/**
 * The golden list: everything that the public page can tell, and nothing else can. Pages, documents,
 * feeds and badges are made of a `Snapshot`, so what is not named here reaches nobody.
 */

export const publicStates = [
  'up',
  'degraded',
  'down',
  'unknown',
  'paused',
  // Down or without data while it is worked on, as was announced.
  'maintenance',
] as const
export type PublicState = (typeof publicStates)[number]

const time = z.int()
const share = z.number().min(0).max(1)

/** Shares of the time that something was up, from 0 to 1; `null` where nothing is known. */
const uptimeSchema = z.strictObject({
  day: share.nullable(),
  week: share.nullable(),
  month: share.nullable(),
  /** Of each of the last 90 days, oldest first. */
  days: z.array(share.nullable()).max(90),
})
export type Uptime = z.output<typeof uptimeSchema>

const serviceSchema = z.strictObject({
  id: z.custom<ServiceId>((value) => Number.isInteger(value)),
  name: z.string(),
  /** The public tag that it is shown under. */
  group: z.string(),
  state: z.enum(publicStates),
  since: time,
  /** The latest 90 outcomes as letters; it becomes a strip and a share. */
  recent: z.string().max(90),
  uptime: uptimeSchema.nullable(),
})
export type PublicService = z.output<typeof serviceSchema>

const windowSchema = z.strictObject({
  startsAt: time,
  /** `null`: until somebody ends it. */
  endsAt: time.nullable(),
  active: z.boolean(),
  /** Names of public services. */
  services: z.array(z.string()),
  /** How many public services there are in it; the names are of the first. */
  total: z.int(),
})
export type PublicWindow = z.output<typeof windowSchema>

const changeSchema = z.strictObject({
  id: z.custom<ServiceId>((value) => Number.isInteger(value)),
  name: z.string(),
  /** Its place in the journal. */
  seq: z.int(),
  at: time,
  from: z.enum(publicStates),
  to: z.enum(publicStates),
})
export type PublicChange = z.output<typeof changeSchema>

export const snapshotSchema = z.strictObject({
  title: z.string(),
  /** When it was so. */
  asOf: time,
  /** Newer data cannot be read. */
  stale: z.boolean(),
  /** All public services by state, also those that the lists leave out. */
  counts: z.strictObject({
    up: z.int(),
    degraded: z.int(),
    down: z.int(),
    unknown: z.int(),
    paused: z.int(),
    maintenance: z.int(),
  }),
  services: z.array(serviceSchema),
  windows: z.array(windowSchema),
  changes: z.array(changeSchema),
})
/** The public status at one moment. */
export type Snapshot = z.output<typeof snapshotSchema>
export type Counts = Snapshot['counts']

export const noCounts: Counts = {
  up: 0,
  degraded: 0,
  down: 0,
  unknown: 0,
  paused: 0,
  maintenance: 0,
}

export const totalOf = (counts: Counts): number =>
  publicStates.reduce((sum, state) => sum + counts[state], 0)
