import { z } from 'zod'
import {
  choices,
  preferenceLimits as most,
  type NotificationChoices,
  type Preferences,
  type StoredPreferences,
} from '../../../modules/identity/index.ts'
import { moment, momentOf, thingId } from './common.ts'

const projects = z.array(thingId)
const watched = projects.max(most.projects).describe('Projects to see first.')
const hidden = projects.max(most.projects).describe('Projects not to see, and not to hear of.')
const groups = z
  .array(
    z.strictObject({
      name: z.string().min(1).max(most.groupName),
      projects: projects.max(most.groupProjects),
    }),
  )
  .max(most.groups)
  .describe('Projects under names of one’s own.')

const wall = z.strictObject({
  projects: z.enum(choices.projects),
  columns: z
    .int()
    .min(1)
    .max(most.columns)
    .nullable()
    .describe('How many stand side by side; null: as many as fit.'),
})

const layout = z.strictObject({
  group_by: z.enum(choices.groupBy),
  wall: wall.describe('The screen on the wall.'),
})

const notifications = z.strictObject({
  channel_id: thingId.nullable().describe('Where it is told; null: nowhere.'),
  broken: z.boolean().describe('A branch that went well has a run that failed.'),
  fixed: z.boolean().describe('A branch that was broken has a run that went well.'),
  mine_only: z.boolean().describe('Only runs of somebody who has one of the names.'),
  names: z
    .array(z.string().min(1).max(most.name))
    .max(most.names)
    .describe('What you are called on the platforms: log-ins, e-mail addresses, in any case.'),
  projects: z.enum(choices.projects).describe('`all` but the hidden ones, or the watched ones.'),
})

const taste = {
  theme: z.enum(choices.theme),
  density: z.enum(choices.density),
  shortcuts: z.enum(choices.shortcuts).describe('Shortcuts of a single key.'),
}

export const preferences = z
  .object({
    watched,
    hidden,
    groups,
    layout,
    ...taste,
    notifications: notifications.describe('Which pipelines a channel is told of for you.'),
    rev: z.int().min(0).describe('Rises with each change; 0 while nothing was ever saved.'),
    updated_at: moment.nullable(),
  })
  .describe('How somebody likes it.')

export const preferencesDraft = z
  .strictObject({
    watched,
    hidden,
    groups,
    layout: layout.extend({ wall: wall.partial() }).partial(),
    ...taste,
    notifications: notifications.partial(),
  })
  .partial()
  .describe('Preferences. What is left out gets its default.')

export const toPreferencesJson = ({
  preferences: of,
  rev,
  updatedAt,
}: StoredPreferences): z.output<typeof preferences> => ({
  watched: [...of.watched],
  hidden: [...of.hidden],
  groups: of.groups.map(({ name, projects }) => ({ name, projects: [...projects] })),
  layout: layoutOf(of.layout),
  theme: of.theme,
  density: of.density,
  shortcuts: of.shortcuts,
  notifications: choicesOf(of.notifications),
  rev,
  updated_at: momentOf(updatedAt),
})

const layoutOf = ({ groupBy, wall }: Preferences['layout']) => ({
  group_by: groupBy,
  wall: { projects: wall.projects, columns: wall.columns },
})

const choicesOf = (of: NotificationChoices) => ({
  channel_id: of.channelId,
  broken: of.broken,
  fixed: of.fixed,
  mine_only: of.mineOnly,
  names: [...of.names],
  projects: of.projects,
})
