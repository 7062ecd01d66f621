import { createHmac } from 'node:crypto'
import { type Client, firstAdmin } from '../../e2e/support/client.ts'
import { type Database, sqliteIn } from '../../e2e/support/database.ts'
import { makeFolder } from '../../e2e/support/folder.ts'
import { serve } from '../../e2e/support/program.ts'
import { startGithub } from '../../e2e/support/projects-github.ts'
import { until } from '../../e2e/support/until.ts'
import { repositoryOf, workflowRunOf } from '../../src/app/platform-house.contract.ts'
import { cpuSeconds } from './process.ts'

export type Intake = {
  /** Deliveries a second, until each was answered with 202. */
  readonly stored: number
  /** The same, until the last of them was processed. */
  readonly processed: number
  /** Processor time of the program for a thousand of them, in seconds. */
  readonly cpuPerThousand: number
}

const projects = 50
const atOnce = 16
const platform = { projects, runsEach: 10 }

type Delivery = { readonly body: string; readonly headers: Readonly<Record<string, string>> }

/** A run that begins. It asks nothing of the platform, whose limit would else be what is measured. */
function deliveryOf(number: number, secret: string): Delivery {
  const project = number % projects
  const body = JSON.stringify({
    action: 'in_progress',
    workflow_run: workflowRunOf(8_000_000_000 + number, {
      status: 'in_progress',
      conclusion: null,
      created_at: new Date(Date.now()).toISOString(),
      run_started_at: new Date(Date.now()).toISOString(),
      updated_at: new Date(Date.now()).toISOString(),
    }),
    repository: repositoryOf(4_100_000_000 + project, `acme/service-${project}`),
  })
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'workflow_run',
      'x-github-delivery': `delivery ${number}`,
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
  }
}

async function send(url: string, deliveries: readonly Delivery[]): Promise<void> {
  const queue = [...deliveries]
  const work = async () => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const response = await fetch(url, { method: 'POST', ...next })
      await response.arrayBuffer()
      if (response.status !== 202) throw new Error(`answered ${response.status}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

async function waiting(database: Database): Promise<number> {
  const [row] = await database.query(
    `select count(*) as n from pipelines_events where status in ('waiting', 'failed')`,
  )
  return Number(row?.n)
}

type Connections = {
  readonly items: readonly {
    readonly id: number
    readonly state: { readonly projects: { readonly filled: number } }
  }[]
}

/** Where deliveries go, and what they are signed with, once history is there. */
async function hookOf(client: Client): Promise<{ readonly url: string; readonly secret: string }> {
  const filled = async () => {
    const { items } = await client.read<Connections>('GET', '/api/v1/connections')
    return items[0]?.state.projects.filled === projects && items[0].id
  }
  const id = await until('history is there', filled, { deadlineMs: 120_000, everyMs: 250 })
  return client.read('GET', `/api/v1/connections/${id}/webhook`)
}

/** Signed deliveries over HTTP into the running program. */
export async function measureDeliveries(rounds: number, count: number): Promise<Intake[]> {
  using folder = makeFolder()
  await using github = await startGithub({ ...platform, now: Date.now() })
  const env = { GITHUB_TOKEN: 'ghp_secret', GITHUB_URL: github.bases.github }
  await using server = await serve({
    cwd: folder.path,
    node: [],
    env: { PHAROS_DATA_DIR: folder.path, ...env },
  })
  const { url, secret } = await hookOf(await firstAdmin(server))
  const database = sqliteIn(folder.path)
  const figures: Intake[] = []
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    const numbers = Array.from({ length: count }, (_, one) => round * count + one)
    const deliveries = numbers.map((number) => deliveryOf(number, secret))
    const [began, cpu] = [performance.now(), cpuSeconds(server.pid)]
    await send(url, deliveries)
    const stored = performance.now() - began
    const isDone = async () => (await waiting(database)) === 0
    await until('all are processed', isDone, { deadlineMs: 300_000 })
    const processed = performance.now() - began
    const used = cpuSeconds(server.pid) - cpu
    if (round === 0) continue
    figures.push({
      stored: (count * 1_000) / stored,
      processed: (count * 1_000) / processed,
      cpuPerThousand: (used * 1_000) / count,
    })
  }
  await check(database, (rounds + 1) * count)
  return figures
}

async function check(database: Database, runs: number): Promise<void> {
  const [row] = await database.query(
    `select count(*) as n from pipelines_runs where status = 'running'`,
  )
  if (Number(row?.n) !== runs) throw new Error(`${row?.n} of ${runs} runs are there`)
}
