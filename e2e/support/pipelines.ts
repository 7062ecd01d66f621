import type { Client } from './client.ts'
import { until } from './until.ts'

const statuses = [
  'success',
  'failed',
  'running',
  'waiting',
  'pending',
  'warning',
  'canceled',
  'skipped',
  'strange',
] as const

/** Projects of every status, with jobs and deployments, as a program that posts JSON reports them. */
export async function furnishPipelines(client: Client): Promise<void> {
  const body = { name: 'builds', platform: 'generic', config: {} }
  const { id } = await client.read<{ id: number }>('POST', '/api/v1/connections', { body })
  const hook = `/api/v1/connections/${id}/webhook`
  const { secret } = await client.read<{ secret: string }>('GET', hook)
  const now = Date.now()
  const at = (agoMinutes: number) => new Date(now - agoMinutes * 60_000).toISOString()
  for (const [index, status] of statuses.entries()) {
    const isOver = !['running', 'waiting', 'pending'].includes(status)
    const job = {
      name: 'unit <tests>',
      status,
      started_at: at(9),
      ...(isOver && { finished_at: at(5) }),
    }
    const run = {
      id: `${index}`,
      status,
      branch: 'main',
      sha: 'abcdef0123456789',
      author: 'ann',
      message: 'Sell <b>lamps</b> to whoever wants some, and to some others too',
      started_at: at(10),
      ...(isOver && { finished_at: at(5), duration_ms: 300_000 }),
      jobs: [job],
    }
    const deployment = {
      id: `d${index}`,
      environment: 'production',
      status,
      sha: 'abcdef0',
      created_at: at(4),
    }
    const project = `acme/${status}-project-with-a-long-name`
    const taken = await client.post(`/api/v1/webhooks/builds/${secret}`, {
      project,
      run,
      deployment,
    })
    if (taken.status !== 202) throw new Error(`a delivery was not taken: ${taken.text}`)
  }
  await until('all are there', async () => {
    const { total } = await client.read<{ total: number }>('GET', '/api/v1/projects')
    return total === statuses.length
  })
}
