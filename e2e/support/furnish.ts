import type { Client, ServiceJson } from './client.ts'
import { neverAnswers, says, saysAfter, startTarget } from './target.ts'
import { until } from './until.ts'

/** Text that would do harm anywhere it were taken for markup. */
export const hostile = `</title><script>globalThis.ran=1</script><img src=x onerror="globalThis.ran=2"><b hx-get="/livez" hx-trigger="load">x</b>'"`

/** A service of each kind, tagged, one of them with a hostile name; resolves when each has its status. */
export async function furnish(client: Client, stack: AsyncDisposableStack): Promise<void> {
  const well = stack.use(await startTarget(says(200)))
  const failing = stack.use(await startTarget(says(503, hostile)))
  const slow = stack.use(await startTarget(saysAfter(60)))
  const silent = stack.use(await startTarget(neverAnswers))
  const usual = { check_interval: 60, failures_to_down: 1 }
  const drafts = [
    { ...usual, name: 'Shop', url: well.url, tags: ['shop', 'public'] },
    { ...usual, name: hostile, url: failing.url, tags: ['shop'] },
    { ...usual, name: 'Search', url: slow.url, degraded_above_ms: 20 },
    { ...usual, name: 'Silent', url: silent.url, timeout: '200ms' },
    { ...usual, name: 'Reports', url: well.url, paused: true },
  ]
  for (const body of drafts) await client.read<ServiceJson>('POST', '/api/v1/services', { body })
  const wanted = ['UP', 'DOWN', 'DEGRADED', 'DOWN', 'PAUSED'].join()
  await until('each service has its status', async () => {
    const services = await client.services()
    const users = services.toSorted((a, b) => a.id - b.id).filter(({ id }) => id > 0)
    return users.map(({ status }) => status).join() === wanted
  })
}
