import { expect, test } from 'vitest'
import { type Client, firstAdmin, logIn } from './support/client.ts'
import { onEachDialect } from './support/house.ts'
import { stopCleanly } from './support/program.ts'
import { seedServices } from './support/seed.ts'
import { auditSlots, auditText, readSlots } from './support/slots.ts'
import { startTarget } from './support/target.ts'
import { tell } from './support/tell.ts'
import { forSeconds } from './support/until.ts'

const checks = 1_000
const intervalMs = 5_000
const seconds = 60

/** The sum of a counter over its labels, from Prometheus' text. */
async function counterOf(client: Client, name: string): Promise<number> {
  const { text } = await client.get('/metrics')
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}

onEachDialect('two programs on one database', (build) => {
  test('start together where there is nothing yet: one makes it, both are ready', async () => {
    const house = await build()
    const starts = await Promise.allSettled([house.serve(), house.serve()])
    await using servers = new AsyncDisposableStack()
    for (const start of starts) if (start.status === 'fulfilled') servers.use(start.value)
    expect(starts.map((start) => (start.status === 'rejected' ? start.reason : null))).toEqual([
      null,
      null,
    ])
  })

  test(`run each slot of ${checks} checks once: none has two outcomes, none is silently absent`, async () => {
    const house = await build()
    await using target = await startTarget()
    await seedServices(house.database.url, { count: checks, url: target.url, intervalMs })
    const began = performance.now()
    const [first, second] = await Promise.all([house.serve(), house.serve()])
    await using _first = first
    await using _second = second
    const apart = performance.now() - began
    expect(first.port).not.toBe(second.port)
    const admin = await firstAdmin(first)
    const other = await logIn(second)
    await forSeconds(seconds)
    const [byFirst, bySecond] = await Promise.all([
      counterOf(admin, 'pharos_checks_total'),
      counterOf(other, 'pharos_checks_total'),
    ])
    const stops = await Promise.allSettled([stopCleanly(first), stopCleanly(second)])

    const slots = await readSlots(house.database)
    const audit = auditSlots(slots)
    const ofUsers = auditSlots(slots.filter((check) => check.intervalMs === intervalMs))
    tell(
      `${house.database.dialect}: ${checks} checks every ${intervalMs / 1_000} s for ${seconds} s`,
      `both were ready ${Math.round(apart)} ms after the first was started`,
      auditText(audit),
      `probes by the first ${byFirst}, by the second ${bySecond} (a little before the end)`,
      `requests at the target ${target.requests}, outcomes of them ${ofUsers.ran}`,
      `doubled ${audit.doubled.length}, absent ${audit.absent.length}`,
    )
    expect(audit.doubled).toEqual([])
    expect(audit.absent).toEqual([])
    expect(slots).toHaveLength(checks + 1)
    // Nearly two intervals may lie between a check's first slot and its second, never more.
    expect(ofUsers.slots).toBeGreaterThan(checks * ((seconds * 1_000) / intervalMs - 1))
    expect(byFirst).toBeGreaterThan(0)
    expect(bySecond).toBeGreaterThan(0)
    // A slot may run twice when a program falls silent over it; it never counts twice.
    expect(target.requests).toBeGreaterThanOrEqual(ofUsers.ran)
    expect(stops.map((stop) => (stop.status === 'rejected' ? stop.reason : null))).toEqual([
      null,
      null,
    ])
  })
})
