import type { SqlStore } from '../index.ts'
import type { Place } from '../places.contract.ts'

/** Everything that is added up of checks that are there, as text. */
export async function rollupsOf({ query }: Place): Promise<string[]> {
  const living = 'where check_id in (select id from checks)'
  const rows = [
    ...(await query(`select * from checks_rollups ${living}`)),
    ...(await query(`select * from checks_gaps ${living}`)),
  ]
  return rows
    .map((row) => JSON.stringify(Object.entries(row).map(([key, value]) => [key, Number(value)])))
    .sort()
}

/** As an older version left it: outcomes, and nothing added up. */
export async function forgetRollups({ query }: Place): Promise<void> {
  await query('delete from checks_rollups')
  await query('delete from checks_gaps')
  await query(
    'update checks_unfolded set up_to = (select coalesce(max(id), 0) from checks_outcomes)',
  )
}

/** What the stored outcomes come to when they are added up once more. */
export async function addedUpAgain(place: Place, store: SqlStore): Promise<string[]> {
  await forgetRollups(place)
  while (await store.history.fillPortion());
  return rollupsOf(place)
}
