import { expect, test } from 'vitest'
import { cpuSeconds, residentMb } from '../../bench/support/process.ts'
import { type Client, firstAdmin } from '../support/client.ts'
import { buildOnSqlite } from '../support/house.ts'
import { startGithub } from '../support/projects-github.ts'
import { tell } from '../support/tell.ts'
import { forSeconds, until } from '../support/until.ts'

const fleet = { projects: 1_000, runsEach: 10 }
/** GitHub is asked ten times a second: runs, branches and deployments of each. */
const fillMs = 15 * 60_000
const mostMb = 180
const mostPageMs = 30
const mostIdle = 0.02
const pages = 200
const idleSeconds = 60

type Connections = {
  readonly items: readonly { readonly state: { readonly projects: { readonly filled: number } } }[]
}

async function isFilled(client: Client): Promise<boolean> {
  const { items } = await client.read<Connections>('GET', '/api/v1/connections')
  return items[0]?.state.projects.filled === fleet.projects
}

/** Processor time of a process for one answer, in milliseconds. */
async function costOf(pid: number, client: Client, path: string): Promise<number> {
  const ask = async () => {
    const headers = { 'Accept-Encoding': 'br' }
    const { status } = await client.get(path, { headers })
    expect(status).toBe(200)
  }
  for (let turn = 0; turn < 20; turn++) await ask()
  const before = cpuSeconds(pid)
  for (let turn = 0; turn < pages; turn++) await ask()
  return ((cpuSeconds(pid) - before) / pages) * 1_000
}

test(`${fleet.projects} projects fit into one small process`, async () => {
  await using github = await startGithub({ ...fleet, now: Date.now() })
  const house = await buildOnSqlite()
  const env = { GITHUB_TOKEN: 'ghp_secret', GITHUB_URL: github.bases.github }
  await using server = await house.serve({ env })
  const { pid } = server
  const began = performance.now()
  const before = cpuSeconds(pid)
  const client = await firstAdmin(server)
  await until('all history is there', () => isFilled(client), {
    deadlineMs: fillMs,
    everyMs: 1_000,
  })
  const filledS = (performance.now() - began) / 1_000
  const filledCpuS = cpuSeconds(pid) - before
  const calls = github.log.length
  const filledMb = residentMb(pid)
  const [runs] = await house.database.query('select count(*) as n from pipelines_runs')
  await forSeconds(10)

  const idleFrom = cpuSeconds(pid)
  const askedBefore = github.log.length
  await forSeconds(idleSeconds)
  const idle = (cpuSeconds(pid) - idleFrom) / idleSeconds
  const askedIdle = github.log.length - askedBefore
  const idleMb = residentMb(pid)

  const pageMs = await costOf(pid, client, '/ci')
  const listMs = await costOf(pid, client, '/api/v1/projects?limit=200')
  const usedMb = residentMb(pid)
  await forSeconds(15)
  const restedMb = residentMb(pid)
  tell(
    `${fleet.projects} projects, ${runs?.n} runs, read within ${filledS.toFixed(0)} s by ${calls} calls, ${filledCpuS.toFixed(1)} s of processor time`,
    `resident: ${filledMb.toFixed(0)} MB after it, ${idleMb.toFixed(0)} MB at rest (gate ${mostMb} MB); ${usedMb.toFixed(0)} MB after ${2 * pages} answers, ${restedMb.toFixed(0)} MB 15 s later`,
    `processor time at rest: ${(idle * 100).toFixed(2)} % of a core, ${askedIdle} calls meanwhile (gate ${mostIdle * 100} %)`,
    `of a page: ${pageMs.toFixed(1)} ms (gate ${mostPageMs} ms); of a list of 200 projects by REST: ${listMs.toFixed(1)} ms`,
  )
  expect(Number(runs?.n)).toBe(fleet.projects * fleet.runsEach)
  expect(Math.max(filledMb, idleMb)).toBeLessThanOrEqual(mostMb)
  expect(idle).toBeLessThanOrEqual(mostIdle)
  expect(pageMs).toBeLessThanOrEqual(mostPageMs)
})
