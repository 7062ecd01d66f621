import { change, create, type Model, nameIn, oneOf, remove, type Wishes } from './model.ts'
import type { Write } from './steps.ts'
import type { Tab } from './tab.ts'
import type { SeatName, World } from './world.ts'

/** One interleaving while it runs. */
export type Play = { readonly world: World; readonly model: Model; readonly tabs: readonly Tab[] }

export const otherThan = (seat: SeatName): SeatName => (seat === 'a' ? 'b' : 'a')

/** The tab of a step. */
export function tabOf({ tabs }: Play, index: number): Tab {
  const tab = tabs[index]
  if (tab === undefined) throw new Error(`there is no tab ${index}`)
  return tab
}

/** A change by another user, through REST. */
export async function write({ world, model }: Play, step: Write): Promise<void> {
  const client = world.seats[step.by].ana
  const known = oneOf(model, step.which)
  if (known === undefined || step.what === 'create') {
    const url = step.which % 2 === 0 ? world.targets.good : world.targets.bad
    await create(model, client, { name: nameIn(model, 'made'), url, paused: step.which === 5 })
    return
  }
  if (step.what === 'delete') return remove(model, client, known)
  const wishes: Record<Exclude<Write['what'], 'create' | 'delete'>, () => Partial<Wishes>> = {
    rename: () => ({ name: nameIn(model, 'renamed') }),
    pause: () => ({ paused: true }),
    resume: () => ({ paused: false }),
    break: () => ({ url: world.targets.bad }),
    mend: () => ({ url: world.targets.good }),
    tag: () => ({ tags: step.which % 3 === 0 ? [] : ['all', `tag-${step.which}`] }),
  }
  return change(model, client, { known, wish: wishes[step.what]() })
}
