import { z } from 'zod'
import { type ChannelId, type ProjectId, readFields } from '../../kernel/index.ts'
import { choices, type NotificationChoices, type Preferences } from './preferences.ts'

/** More than these are nobody's, and each is read with every page that shows them. */
export const preferenceLimits = {
  projects: 1_000,
  groups: 50,
  groupName: 100,
  groupProjects: 200,
  names: 20,
  name: 254,
  columns: 12,
} as const

const most = preferenceLimits

const projectIds = (limit: number) =>
  z
    .array(z.int('must be the id of a project').min(1, 'must be the id of a project'), {
      error: 'must be a list of ids of projects',
    })
    .max(limit, `must be at most ${limit} projects`)
    .transform((ids): readonly ProjectId[] => [...new Set(ids as ProjectId[])])

const line = (limit: number) =>
  z
    .string({ error: 'must be a text' })
    .trim()
    .min(1, 'is needed')
    .max(limit, `must be at most ${limit} characters`)

const oneOf = <Choice extends string>(among: readonly [Choice, ...Choice[]]) =>
  z.enum(among, { error: `must be one of ${among.join(', ')}` })

const yes = z.boolean({ error: 'must be true or false' })

const group = z.strictObject({
  name: line(most.groupName),
  projects: projectIds(most.groupProjects),
})

const keyOf = (text: string): string => text.toLowerCase()
const isTwice = (texts: readonly string[]): boolean => new Set(texts.map(keyOf)).size < texts.length

const groups = z
  .array(group, { error: 'must be a list' })
  .max(most.groups, `must be at most ${most.groups} groups`)
  .refine((all) => !isTwice(all.map(({ name }) => name)), 'have a name twice')

const wall = z
  .strictObject({
    projects: oneOf(choices.projects),
    columns: z
      .int('must be a whole number')
      .min(1, 'must be at least 1')
      .max(most.columns, `must be at most ${most.columns}`)
      .nullable(),
  })
  .partial()

const layout = z.strictObject({ group_by: oneOf(choices.groupBy), wall }).partial()

const notifications = z
  .strictObject({
    channel_id: z.int('must be the id of a channel').min(1).nullable(),
    broken: yes,
    fixed: yes,
    mine_only: yes,
    names: z
      .array(line(most.name), { error: 'must be a list' })
      .max(most.names, `must be at most ${most.names} names`)
      .transform((names) => [...new Map(names.map((name) => [keyOf(name), name])).values()]),
    projects: oneOf(choices.projects),
  })
  .partial()

const draft = z
  .strictObject({
    watched: projectIds(most.projects),
    hidden: projectIds(most.projects),
    groups,
    layout,
    theme: oneOf(choices.theme),
    density: oneOf(choices.density),
    shortcuts: oneOf(choices.shortcuts),
    notifications,
  })
  .partial()

type Draft = z.output<typeof draft>

/**
 * Preferences as somebody wrote them, over what holds where they say nothing. Throws
 * `Refusal('invalid')` with the fields.
 */
export function readPreferences(input: unknown, base: Preferences): Preferences {
  const read = readFields(draft, input, { unknown: 'is not a preference' })
  return {
    watched: read.watched ?? base.watched,
    hidden: read.hidden ?? base.hidden,
    groups: read.groups ?? base.groups,
    layout: layoutOf(read.layout ?? {}, base.layout),
    theme: read.theme ?? base.theme,
    density: read.density ?? base.density,
    shortcuts: read.shortcuts ?? base.shortcuts,
    notifications: choicesOf(read.notifications ?? {}, base.notifications),
  }
}

type LayoutDraft = NonNullable<Draft['layout']>

const layoutOf = (
  { group_by: groupBy, wall = {} }: LayoutDraft,
  base: Preferences['layout'],
): Preferences['layout'] => ({
  groupBy: groupBy ?? base.groupBy,
  wall: {
    projects: wall.projects ?? base.wall.projects,
    columns: wall.columns === undefined ? base.wall.columns : wall.columns,
  },
})

type ChoicesDraft = NonNullable<Draft['notifications']>

const choicesOf = (
  { channel_id: channelId, mine_only: mineOnly, ...read }: ChoicesDraft,
  base: NotificationChoices,
): NotificationChoices => ({
  channelId: channelId === undefined ? base.channelId : (channelId as ChannelId | null),
  broken: read.broken ?? base.broken,
  fixed: read.fixed ?? base.fixed,
  mineOnly: mineOnly ?? base.mineOnly,
  names: read.names ?? base.names,
  projects: read.projects ?? base.projects,
})
