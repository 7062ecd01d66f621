import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FoundRun } from './found.ts'
import { reportsOfRun } from './reports.contract.ts'
import { aProject, noon } from './samples.contract.ts'
import { type Fresh, furnished, type House } from './store-house.contract.ts'

/** Reports of some runs; and the same in another order, some of them twice, in portions. */
const shuffled = fc
  .array(reportsOfRun, { minLength: 1, maxLength: 4 })
  .map((runs) =>
    runs.flatMap((reports, i) =>
      reports.map((one) => ({ ...one, externalId: `${i}`, createdAt: noon + i * 1_000 })),
    ),
  )
  .chain((reports) =>
    fc.record({
      reports: fc.constant(reports),
      order: fc.shuffledSubarray(reports, { minLength: reports.length }),
      twice: fc.subarray(reports),
      portion: fc.integer({ min: 1, max: 5 }),
    }),
  )

export function findingOrderContract(fresh: Fresh): void {
  describe('reports of runs', () => {
    test('in any order and repetition end in the same state', async () => {
      const { house, id } = await furnished(fresh)
      let count = 0
      async function stateAfter(reports: readonly FoundRun[], portion: number) {
        count += 1
        const found = aProject({ externalId: `p${count}`, fullName: `acme/p${count}` })
        const project = await house.pipelines.saveProject(id, found, noon)
        for (let i = 0; i < reports.length; i += portion) {
          const some = reports.slice(i, i + portion)
          await house.pipelines.saveRuns(project.id, some, { at: noon, manner: 'live' })
        }
        return stateOf(house, project.id)
      }
      await fc.assert(
        fc.asyncProperty(shuffled, async ({ reports, order, twice, portion }) => {
          const straight = await stateAfter(reports, 1)
          expect(await stateAfter([...order, ...twice], portion)).toEqual(straight)
        }),
        { numRuns: 12 },
      )
    }, 60_000)
  })
}

async function stateOf({ pipelines }: House, id: Parameters<typeof pipelines.saveRuns>[0]) {
  const [view] = await pipelines.some([id])
  const { items } = await pipelines.runs({ projectId: id }, { page: 1, limit: 100 })
  return {
    status: view?.status,
    recent: view?.recent,
    active: view?.active,
    runs: items
      .map(({ id: _, projectId: _p, ...run }) => run)
      .toSorted((a, b) => keyOf(a).localeCompare(keyOf(b))),
  }
}

const keyOf = ({ externalId, attempt }: Pick<FoundRun, 'externalId' | 'attempt'>): string =>
  `${externalId} ${attempt}`
