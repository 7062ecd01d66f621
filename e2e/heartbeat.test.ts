import { expect, test } from 'vitest'
import { onEachDialect } from './support/house.ts'
import { stopCleanly } from './support/program.ts'
import { says, startTarget } from './support/target.ts'
import { until } from './support/until.ts'

/** Two checks of Pharos by itself, half a minute apart where the first one came late. */
const patient = { deadlineMs: 60_000 }

onEachDialect('the outgoing heartbeat', (build) => {
  test('calls once a check of Pharos by itself has gone all the way', async () => {
    const house = await build()
    await using listener = await startTarget()
    const asked = listener.asked()
    await using server = await house.serve({ env: { PHAROS_HEARTBEAT_URL: listener.url } })
    await asked
    const [own] = await house.database.query<{ verdict: string }>(
      'select verdict from checks_states where service_id = 0',
    )
    expect(own?.verdict).toBe('up')
    expect(listener.requests).toBe(1)
    await stopCleanly(server)
  })

  test('stays silent in a restored copy that nobody has armed', async () => {
    const house = await build()
    await using listener = await startTarget()
    const first = await house.serve()
    await stopCleanly(first)
    await house.database.query('update app_state set armed = 0')
    await using server = await house.serve({ env: { PHAROS_HEARTBEAT_URL: listener.url } })
    await until(
      'it has checked itself',
      async () => {
        const [row] = await house.database.query<{ count: number }>(
          "select count(*) as count from checks_outcomes where status = 'up'",
        )
        return Number(row?.count) > 1
      },
      patient,
    )
    expect(listener.requests).toBe(0)
    await stopCleanly(server)
  })

  test('that nobody hears is told of once, without its address', async () => {
    const house = await build()
    await using listener = await startTarget(says(500))
    await using server = await house.serve({
      env: { PHAROS_HEARTBEAT_URL: `${listener.url}/secret-of-the-address` },
    })
    await server.stderr.wait(/the heartbeat was not heard; trying on/)
    expect(server.stderr.text).not.toContain('secret-of-the-address')
  })
})
