import type { RunDetail } from '../../../modules/pipelines/index.ts'
import { CiMark, type Markup } from '../fragments/index.ts'
import { type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import { topicsText } from '../live/index.ts'
import { sendPage } from '../page.tsx'
import { RunHead, RunPage, type RunPanelProps } from '../pages/run.tsx'
import { JobsPanel } from '../pages/run-jobs.tsx'
import { RelatedPanel } from '../pages/run-related.tsx'
import { runName } from '../pages/run-words.tsx'
import { paths } from '../paths.ts'
import { seeOther } from '../respond.ts'
import type { Site } from '../site.ts'
import type { Abilities } from './abilities.ts'
import { doneOf, eyesOf } from './common.ts'
import { idOf } from './ids.ts'
import { sendPart, viewed } from './part.ts'

/** One run, and its panels. */
export function ciRunRoutes(site: Site, abilities: Abilities): WebRoute[] {
  return [
    viewed('/ci/runs/:id', (c) => show(c, site, abilities)),
    viewed(
      '/partials/ci/runs/:id/head',
      part(site, async (of) => site.render(<RunHead {...of} />)),
    ),
    viewed(
      '/partials/ci/runs/:id/jobs',
      part(site, async (of) => {
        const able = await abilities(of.detail.project.connectionId)
        return site.render(<JobsPanel {...of} tellsJobs={able.has('jobs')} />)
      }),
    ),
    viewed(
      '/partials/ci/runs/:id/related',
      part(site, async (of) => site.render(<RelatedPanel {...of} />)),
    ),
    {
      method: 'POST',
      access: 'editor',
      path: '/ci/runs/:id/rerun',
      handler: (c) => rerun(c, site),
    },
  ]
}

const dones = { again: 'The platform is told to run it again. The new run appears by itself.' }

/**
 * Whose mark it follows is known only when it was read. One that has moved meanwhile is ahead of where
 * the reading began, so the panel asks again.
 */
async function read(site: Site, c: HttpContext): Promise<RunPanelProps> {
  const before = site.board.seq()
  const detail: RunDetail = await site.pipelines.run(idOf(c, 'run'))
  const rev = Math.min(site.board.markOf(detail.project.id), before)
  return { detail, rev, now: site.clock.now() }
}

async function show(c: HttpContext, site: Site, abilities: Abilities): Promise<Response> {
  const props = await read(site, c)
  const { run, project } = props.detail
  const able = await abilities(project.connectionId)
  return sendPage(c, site, {
    title: `${runName(run)} · ${project.fullName}`,
    topics: topicsText({ ci: project.id }),
    content: (
      <>
        <CiMark of={project.id} at={site.board.markOf(project.id)} />
        <RunPage
          {...props}
          eyes={eyesOf(c)}
          done={doneOf(c, dones)}
          platform={site.connections.platforms.titleOf(project.platform)}
          canRerun={able.has('rerun')}
          tellsJobs={able.has('jobs')}
        />
      </>
    ),
  })
}

const part =
  (site: Site, draw: (of: RunPanelProps) => Promise<Markup>): WebRoute['handler'] =>
  async (c) => {
    if (!wantsFragment(c)) return seeOther(paths.run(idOf(c, 'run')))
    return sendPart(c, site, await draw(await read(site, c)))
  }

async function rerun(c: HttpContext, site: Site): Promise<Response> {
  const id = idOf(c, 'run')
  await site.pipelines.rerun(id)
  return seeOther(`${paths.run(id)}?done=again`)
}
