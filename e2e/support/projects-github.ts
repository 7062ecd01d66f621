import { type ReplayServer, replay } from '../../src/adapters/connectors/replay.contract.ts'
import type { Routes } from '../../src/adapters/connectors/replay-platform.contract.ts'
import { repositoryOf, routesOf, workflowRunOf } from '../../src/app/platform-house.contract.ts'

export type Fleet = {
  readonly projects: number
  readonly runsEach: number
  /** When the newest run ended. */
  readonly now: number
}

const nameOf = (project: number): string => `acme/service-${project}`

/** One of six fails; they happened an hour apart. */
function runsOf(project: number, { runsEach, now }: Fleet): readonly unknown[] {
  return Array.from({ length: runsEach }, (_, back) => {
    const at = (ms: number) => new Date(now - (back + 1) * 3_600_000 + ms).toISOString()
    return workflowRunOf(9_000_000_000 + project * 1_000 + runsEach - back, {
      run_number: runsEach - back,
      conclusion: (project + back) % 6 === 0 ? 'failure' : 'success',
      head_sha: String(project * 1_000 + back).padStart(40, '0'),
      head_commit: { message: `Change ${back} of service ${project}` },
      created_at: at(0),
      run_started_at: at(5_000),
      updated_at: at(125_000 + project * 100),
    })
  })
}

/** A GitHub that answers at once, with so many repositories of so many runs. */
export async function startGithub(fleet: Fleet): Promise<ReplayServer> {
  const numbers = Array.from({ length: fleet.projects }, (_, project) => project)
  const pushed_at = new Date(fleet.now).toISOString()
  const routes: Routes = {
    user: { id: 1, login: 'ann' },
    'user/repos': numbers.map((project) => ({
      ...repositoryOf(4_100_000_000 + project, nameOf(project)),
      pushed_at,
    })),
    ...Object.assign(
      {},
      ...numbers.map((project) => routesOf(nameOf(project), runsOf(project, fleet))),
    ),
  }
  return replay({ github: routes }, { now: () => Date.now() })
}
