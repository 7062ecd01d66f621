import {
  type Clock,
  invalid,
  notFound,
  type ProjectId,
  Refusal,
  type User,
} from '../../kernel/index.ts'
import type { PreferenceStore } from './ports.ts'
import {
  marked,
  type Preferences,
  type ProjectMark,
  preferencesOfNobody,
  type StoredPreferences,
} from './preferences.ts'
import { preferenceLimits, readPreferences } from './preferences-input.ts'

/** Somebody's preferences were saved over a version that is no longer the present one. */
export class StalePreferences extends Refusal {
  readonly rev: number
  constructor(rev: number) {
    super('stale', `The preferences were changed meanwhile; they are at version ${rev}`)
    this.rev = rev
  }
}

type Options = { readonly store: PreferenceStore; readonly clock: Clock }
type Owner = Pick<User, 'userId' | 'email'>
type By = { readonly user: Owner; readonly requestId: string | null }
type Change = (present: Preferences) => Preferences

/** Two tabs of one person do not meet more often. */
const triesMost = 5

/** What everybody may say of how they like it; nobody sees or changes somebody else's. */
export function createPreferences({ store, clock }: Options) {
  async function get({ userId, email }: Owner): Promise<StoredPreferences> {
    const stored = await store.preferencesOf(userId)
    return stored ?? { preferences: preferencesOfNobody(email), rev: 0, updatedAt: null }
  }

  async function save(preferences: Preferences, expectedRev: number, { user, requestId }: By) {
    const deed = { at: clock.now(), actor: user.email, requestId }
    const saved = await store.savePreferences(user.userId, { preferences, expectedRev }, deed)
    if (saved.kind === 'saved') return saved.stored
    if (saved.kind === 'stale') throw new StalePreferences(saved.rev)
    if (saved.kind === 'absent') throw notFound('user', user.userId)
    throw invalid([{ path: 'notifications.channel_id', message: 'is not a channel' }])
  }

  /** On whatever holds at that moment. */
  async function change(of: Change, by: By): Promise<StoredPreferences> {
    for (let tries = 1; ; tries++) {
      const { preferences, rev } = await get(by.user)
      try {
        return await save(of(preferences), rev, by)
      } catch (error) {
        if (!(error instanceof StalePreferences) || tries >= triesMost) throw error
      }
    }
  }

  return {
    get,

    /** Replaces all of them; what is left out has its default. Input is unknown data. */
    replace: (
      { input, expectedRev }: { readonly input: unknown; readonly expectedRev: number },
      by: By,
    ): Promise<StoredPreferences> =>
      save(readPreferences(input, preferencesOfNobody(by.user.email)), expectedRev, by),

    /** Changes what is named; on the version that is expected, or on any. */
    async patch(
      { input, expectedRev }: { readonly input: unknown; readonly expectedRev?: number },
      by: By,
    ): Promise<StoredPreferences> {
      if (expectedRev === undefined) return change((now) => readPreferences(input, now), by)
      const { preferences } = await get(by.user)
      return save(readPreferences(input, preferences), expectedRev, by)
    },

    mark: (id: ProjectId, mark: ProjectMark, by: By): Promise<StoredPreferences> =>
      change((now) => bounded(marked(now, id, mark)), by),
  }
}

function bounded(preferences: Preferences): Preferences {
  const most = preferenceLimits.projects
  if (preferences.watched.length <= most && preferences.hidden.length <= most) return preferences
  throw new Refusal('conflict', `There are ${most} of these projects already; take one out first`)
}
