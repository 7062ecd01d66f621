import type { ChannelId, EpochMs, ProjectId } from '../../kernel/index.ts'

/** Some projects under a name of one's own. */
export type ProjectGroup = { readonly name: string; readonly projects: readonly ProjectId[] }

/** Whom a pipeline that breaks is told, and which ones. The alerts room has the same words. */
export type NotificationChoices = {
  /** Where it is told; `null` for nowhere. */
  readonly channelId: ChannelId | null
  /** A default branch whose latest run went well has one that failed; and the other way round. */
  readonly broken: boolean
  readonly fixed: boolean
  /** Only runs of somebody who has one of the names. */
  readonly mineOnly: boolean
  /** What this person is called on the platforms: log-ins, e-mail addresses. */
  readonly names: readonly string[]
  /** `all` but the hidden ones, or those that are watched. */
  readonly projects: 'all' | 'watched'
}

/** How somebody likes it. It follows the person to each browser. */
export type Preferences = {
  readonly watched: readonly ProjectId[]
  readonly hidden: readonly ProjectId[]
  readonly groups: readonly ProjectGroup[]
  readonly layout: {
    readonly groupBy: 'none' | 'owner' | 'connection'
    readonly wall: {
      readonly projects: 'all' | 'watched'
      /** How many stand side by side; `null` for as many as fit. */
      readonly columns: number | null
    }
  }
  readonly theme: 'system' | 'light' | 'dark'
  readonly density: 'comfortable' | 'compact'
  /** Shortcuts of a single key. */
  readonly shortcuts: 'on' | 'off'
  readonly notifications: NotificationChoices
}

export type StoredPreferences = {
  readonly preferences: Preferences
  /** Rises with each change, from 1; 0 while nothing was ever saved. */
  readonly rev: number
  readonly updatedAt: EpochMs | null
}

/** What may be chosen; the first is what holds until somebody chooses. */
export const choices = {
  theme: ['system', 'light', 'dark'],
  density: ['comfortable', 'compact'],
  shortcuts: ['on', 'off'],
  groupBy: ['none', 'owner', 'connection'],
  projects: ['all', 'watched'],
} as const

/** Until somebody chooses. A person's own address is the name that platforms most likely know. */
export const preferencesOfNobody = (email: string): Preferences => ({
  watched: [],
  hidden: [],
  groups: [],
  layout: { groupBy: 'none', wall: { projects: 'all', columns: null } },
  theme: 'system',
  density: 'comfortable',
  shortcuts: 'on',
  notifications: {
    channelId: null,
    broken: true,
    fixed: true,
    mineOnly: false,
    names: [email],
    projects: 'all',
  },
})

export const projectMarks = ['watch', 'unwatch', 'hide', 'unhide'] as const
export type ProjectMark = (typeof projectMarks)[number]

/** What is watched is not hidden, and the other way round: the later word holds. */
export function marked(preferences: Preferences, id: ProjectId, mark: ProjectMark): Preferences {
  const without = (ids: readonly ProjectId[]) => ids.filter((one) => one !== id)
  const watched = without(preferences.watched)
  const hidden = without(preferences.hidden)
  switch (mark) {
    case 'watch':
      return { ...preferences, watched: [...watched, id], hidden }
    case 'unwatch':
      return { ...preferences, watched }
    case 'hide':
      return { ...preferences, watched, hidden: [...hidden, id] }
    case 'unhide':
      return { ...preferences, hidden }
  }
}
