import { describe, expect, test } from 'vitest'
import type { ConnectionId, Seq } from '../../../kernel/index.ts'
import {
  type ConnectionView,
  type Freshness,
  freshnessOf,
  type ProjectView,
  type Trouble,
} from '../../../modules/pipelines/index.ts'
import { createRender } from '../fragments/index.ts'
import { allProjects, type CiQuery, listProjects } from '../projects/index.ts'
import { readAt, sampleMark, sampleProject } from '../projects/sample.contract.ts'
import { CiPage, CiPanel, type CiPanelProps } from './ci.tsx'
import { ProjectRow } from './ci-row.tsx'
import { WallChip, WallPanel, WallTile } from './ci-wall.tsx'

const render = createRender('/a/icons.svg')
const staleMs = 900_000
const textOf = (markup: string): string =>
  markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

const row = (project: ProjectView, freshness: Freshness = freshnessOf(project, staleMs, readAt)) =>
  render(<ProjectRow project={project} freshness={freshness} platform="GitHub" />)

const panelOf = (
  projects: readonly ProjectView[],
  { query, ...differs }: Partial<CiPanelProps> & { readonly query?: Partial<CiQuery> } = {},
) =>
  ({
    list: listProjects(projects, { ...allProjects, ...query }),
    row,
    rev: 7,
    everyMs: staleMs,
    eyes: 'editor',
    connections: null,
    isEmpty: projects.length === 0,
    away: '',
    ...differs,
  }) as const satisfies CiPanelProps

const trouble: Trouble = {
  kind: 'unauthorized',
  message: 'Bad credentials',
  at: readAt,
  retryAt: null,
}

describe('a row', () => {
  test('says how the latest run stands, of what, by whom, and leads to both pages of it', () => {
    const markup = row(sampleProject({ status: 'failed' }))
    expect(textOf(markup)).toMatch(
      /failed acme\/shop GitHub · work main a1b2c3d mend the till · by ann/,
    )
    expect(markup).toContain('href="/ci/1"')
    expect(markup).toContain('href="https://github.com/acme/shop/actions/runs/70" rel="noreferrer"')
    expect(textOf(markup)).toContain('Last 3 runs: 2 passed, 1 failed')
    expect(textOf(markup)).toContain('1 min 50 s')
  })

  test('of a run that waits looks and reads differently from one that runs', () => {
    const latest = sampleMark({ finishedAt: null, durationMs: null })
    const runs = row(sampleProject({ status: 'running', latest }))
    const waits = row(sampleProject({ status: 'waiting', latest }))
    expect([runs, waits].map((markup) => /<use href="[^#]*#(\w+)"/.exec(markup)?.[1])).toEqual([
      'play',
      'paused',
    ])
    expect(textOf(runs)).toMatch(/^running .* started /)
    expect(textOf(waits)).toMatch(/^waiting /)
  })

  test.each<[string, Partial<ProjectView>, RegExp]>([
    ['that was not read yet', { latest: null, filledAt: null, recent: [] }, /^loading acme/],
    [
      'that could not be read',
      { latest: null, filledAt: null, trouble },
      /^no data The token is not/,
    ],
    ['that has no runs', { latest: null, recent: [] }, /^no runs acme/],
    ['whose data are old', { trouble }, /^passed old data: The token is not accepted/],
    ['nobody looked at', { refreshedAt: readAt - staleMs - 1 }, /^passed old data acme/],
    ['with a run elsewhere', { active: true }, /^passed another run goes on/],
    ['that is gone', { listed: false }, /no longer there/],
  ])('of a project %s says so', (_what, differs, words) =>
    expect(textOf(row(sampleProject(differs)))).toMatch(words),
  )

  test('leads nowhere that is no page, whatever its platform says', () => {
    const webUrl = 'javascript:alert(1)'
    const markup = row(sampleProject({ webUrl, latest: sampleMark({ webUrl }) }))
    expect(markup).not.toContain('javascript')
  })

  test('has texts of others as texts', () => {
    const hostile = '<b onclick=x>"\u0007'
    const latest = sampleMark({ branch: hostile, message: hostile, author: hostile, sha: hostile })
    const markup = row(sampleProject({ fullName: hostile, connection: hostile, latest }))
    expect(markup).not.toContain('<b onclick')
    expect(markup).not.toContain('\u0007')
  })
})

describe('the list', () => {
  const projects = [
    sampleProject({ fullName: 'acme/shop' }),
    sampleProject({ fullName: 'acme/mail' }),
    sampleProject({ fullName: 'beta/red', status: 'failed' }),
  ]

  test('follows the mark of all projects, and asks for itself with its own query', () => {
    const query = { q: 'a b', group: 'owner' } as const
    const page = render(
      <CiPage
        panel={panelOf(projects, { query })}
        choices={{ platforms: [], connections: [] }}
        titleOf={(name) => name}
        mark={9 as Seq}
      />,
    )
    expect(page).toContain('<span id="ci-at" data-rev="9" hidden')
    expect(page).toContain('data-follows="ci-at" data-rev="7"')
    expect(page).toContain('hx-get="/partials/ci?q=a%20b&amp;group=owner"')
    expect(page).toContain('action="/ci"')
  })

  test('puts a group in which all passed into one line, and opens the others', () => {
    const markup = render(<CiPanel {...panelOf(projects, { query: { group: 'owner' } })} />)
    const groups = [...markup.matchAll(/<details ([^>]*)>/g)].map(([, attributes]) => attributes)
    expect(groups).toEqual([
      expect.stringMatching(/id="ci-g-beta-busy".* open/),
      expect.not.stringMatching(/open/),
    ])
    expect(textOf(markup)).toContain('acme 2 passed')
  })

  test('says how many it does not show', () => {
    const list = listProjects(projects, allProjects, 2)
    expect(textOf(render(<CiPanel {...panelOf(projects)} list={list} />))).toContain(
      '1 more projects are not shown',
    )
  })

  test('says when nothing is like that, and how to see all', () => {
    const markup = render(<CiPanel {...panelOf(projects, { query: { q: 'nowhere' } })} />)
    expect(textOf(markup)).toContain('No project is like that now.')
    expect(markup).toContain('<a href="/ci">Clear filters</a>')
  })

  test('says that what it shows is old', () =>
    expect(
      textOf(render(<CiPanel {...panelOf(projects, { away: 'Data from 10:00:00 UTC' })} />)),
    ).toContain('Data from 10:00:00 UTC'))
})

describe('a list without projects', () => {
  const connection = (state: Partial<ConnectionView['state']>): ConnectionView => ({
    id: 1 as ConnectionId,
    name: 'work',
    platform: 'github',
    config: {},
    enabled: true,
    owned: false,
    rev: 1,
    createdAt: readAt,
    updatedAt: readAt,
    state: {
      listedAt: readAt,
      refreshedAt: readAt,
      trouble: null,
      projects: { total: 0, filled: 0, failing: 0 },
      events: { waiting: 0, failed: 0, lastAt: null },
      calls: null,
      quota: null,
      user: null,
      ...state,
    },
  })
  const said = (differs: Partial<CiPanelProps>) => render(<CiPanel {...panelOf([], differs)} />)

  test('leads an editor to the first connection, and tells a viewer who can add it', () => {
    expect(said({ connections: [] })).toContain('href="/connections/new"')
    const viewers = said({ connections: [], eyes: 'viewer' })
    expect(viewers).not.toContain('href="/connections/new"')
    expect(textOf(viewers)).toContain('An editor can add the first one.')
  })

  test('is loading while no list was read, and empty after that', () => {
    expect(said({ connections: [connection({ listedAt: null })] })).toContain('Loading projects')
    expect(textOf(said({ connections: [connection({})] }))).toContain('No projects yet')
  })

  test('says which connection does not work, and why', () =>
    expect(textOf(said({ connections: [connection({ trouble })] }))).toContain(
      'work : The token is not accepted',
    ))

  test('says when it could not be read', () =>
    expect(textOf(said({}))).toContain('cannot be read now'))
})

test('the wall has what failed and what goes on in big, and the rest in small', () => {
  const projects = [
    sampleProject({ name: 'green' }),
    sampleProject({ fullName: 'acme/red', status: 'failed' }),
    sampleProject({ fullName: 'acme/gate', status: 'waiting' }),
    sampleProject({ name: 'new', status: 'unknown', latest: null, filledAt: null, recent: [] }),
  ]
  const drawn = (Look: typeof WallTile) => (project: ProjectView) =>
    render(<Look project={project} freshness={freshnessOf(project, staleMs, readAt)} />)
  const list = listProjects(projects, allProjects)
  const props = { list, rev: 7, everyMs: staleMs, away: '' }
  const markup = render(<WallPanel {...props} tile={drawn(WallTile)} chip={drawn(WallChip)} />)
  const [, tiles = '', chips = ''] =
    /<ul class="tiles">(.*)<\/ul><ul class="chips">(.*)<\/ul>/s.exec(markup) ?? ['']
  expect(textOf(tiles)).toMatch(/^failed acme\/red .* waiting acme\/gate /)
  expect(textOf(chips)).toMatch(/green , passed.*new , not read/)
  expect(textOf(markup)).toMatch(/^1 failed 1 waiting 1 passed 1 other/)
})
