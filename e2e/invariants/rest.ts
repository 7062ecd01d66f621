import { until } from '../support/until.ts'
import { change, isSettled } from './model.ts'
import type { Play } from './play.ts'

/** Waits until no service is about to be checked for the first time: from then on nothing moves by itself. */
export async function allJudged(play: Pick<Play, 'world' | 'model'>): Promise<void> {
  await Promise.all([...play.model.services.keys()].map((id) => judged(play, id)))
}

/** The first check of a version comes within this, in milliseconds, unless its program was killed over it. */
const firstCheckMs = 7_000

/** Waits for the verdict of a service. A new version gets a new check where the last one was lost. */
async function judged({ world, model }: Pick<Play, 'world' | 'model'>, id: number): Promise<void> {
  const { ana } = world.seats.a
  for (let tries = 0; tries < 3; tries++) {
    const known = model.services.get(id)
    if (known === undefined) return
    const isThere = () => isSettled(ana, known, world.targets.good)
    try {
      await until(`service ${id} has its verdict`, isThere, { deadlineMs: firstCheckMs })
      return
    } catch {
      await change(model, ana, { known, wish: { timeout: 9 - tries } })
    }
  }
  throw new Error(`service ${id} gets no verdict`)
}
