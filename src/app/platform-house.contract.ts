import { json, startTestApp, type TestApp } from './start-test-app.contract.ts'

/** What REST answers, as far as suites read it. */
export type Told = {
  readonly id: number
  readonly total: number
  readonly secret: string
  readonly token: string
  readonly totals: unknown
  readonly url: string
  readonly state: string
  readonly rev: number
  readonly items: readonly Readonly<Record<string, unknown>>[]
}

const account = { email: 'ann@example.com', password: 'correct horse battery' }

export type PlatformHouse = AsyncDisposable & {
  readonly running: TestApp
  readonly headers: Readonly<Record<string, string>>
  /** Throws for an answer that is a refusal. */
  ask(path: string, init?: RequestInit): Promise<Told>
  post(path: string, body: unknown): Promise<Told>
}

/** The whole program, with an admin who asks it by REST. */
export async function openPlatformHouse(env: Record<string, string> = {}): Promise<PlatformHouse> {
  const running = await startTestApp(env)
  const ask = async (path: string, init: RequestInit = { headers }): Promise<Told> => {
    const response = await fetch(`${running.app.url}${path}`, init)
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    const text = await response.text()
    return (text === '' ? {} : JSON.parse(text)) as Told
  }
  let headers: Record<string, string> = {}
  await ask('/api/v1/auth/register', json(account))
  const { token } = await ask('/api/v1/auth/login', json(account))
  headers = { Authorization: `Bearer ${token}` }
  return {
    running,
    headers,
    ask,
    post: (path, body) => ask(path, json(body, headers)),
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  }
}

/** Rows as GitHub has them; times are in May 2026. */
export const repositoryOf = (id: number, fullName: string) => ({
  id,
  name: fullName.split('/')[1],
  full_name: fullName,
  html_url: `https://github.example/${fullName}`,
  description: null,
  visibility: 'private',
  default_branch: 'main',
  pushed_at: '2026-05-30T10:00:00Z',
  owner: { login: fullName.split('/')[0] },
})

export const workflowRunOf = (id: number, differs: Record<string, unknown> = {}) => ({
  id,
  name: 'build',
  run_number: 7,
  run_attempt: 1,
  event: 'push',
  status: 'completed',
  conclusion: 'success',
  head_branch: 'main',
  head_sha: 'a'.repeat(40),
  html_url: `https://github.example/runs/${id}`,
  created_at: '2026-05-30T10:00:00Z',
  run_started_at: '2026-05-30T10:00:05Z',
  updated_at: '2026-05-30T10:02:05Z',
  actor: { login: 'ann' },
  head_commit: { message: 'Sell lamps\n\nmore of them' },
  ...differs,
})

/** The routes of the replay server that a repository with these runs has. */
export const routesOf = (fullName: string, runs: readonly unknown[]) => ({
  [`repos/${fullName}/actions/runs`]: runs,
  [`repos/${fullName}/branches`]: [],
  [`repos/${fullName}/deployments`]: [],
})
