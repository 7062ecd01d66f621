import { age, brief } from '../age.ts'
import { type Fields, isFields, numberOf, pageOf, shown, textOf } from '../answer.ts'
import { misused } from '../args.ts'
import { type Client, connect } from '../client.ts'
import { type Args, type Cli, command } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit.ts'
import { allOf } from '../lists.ts'
import { projectOf } from '../projects.ts'
import { serverOptions } from '../shared-options.ts'
import type { Column } from '../table.ts'

const options = {
  branch: { type: 'string', help: 'only runs of this branch; with PROJECT' },
  limit: { type: 'string', value: 'COUNT', help: 'how many runs, up to 200 (default 20)' },
  ...serverOptions,
} as const

export const pipelines = command({
  name: 'pipelines',
  arguments: ['[PROJECT]'],
  summary: 'Lists projects and how they stand, or the runs of one',
  notes: [
    'PROJECT is its id, its full name, or a part of that which no other project has.',
    'With PROJECT the exit code is 1 when its default branch has failed.',
  ],
  options,
  example: 'pharos pipelines acme/shop --branch main',
  run(args, cli) {
    const client = connect(args, cli.deps)
    const [named] = args.positionals
    return named === undefined ? projects(client, args, cli) : runs(client, { named, args }, cli)
  },
})

type Given = Args<keyof typeof options>

async function projects(client: Client, args: Given, cli: Cli): Promise<ExitCode> {
  const { deps, screen } = cli
  if (args.text('branch') !== null || args.text('limit') !== null) {
    throw misused('--branch and --limit are for the runs of a PROJECT')
  }
  const { items, total } = await allOf(client, '/projects')
  if (args.flag('json')) {
    screen.json({ items, total })
    return exitCodes.fine
  }
  const now = deps.clock.now()
  screen.table(
    [{ title: 'PROJECT', least: 12 }, ...columns(cli)],
    items.map((one) => {
      const latest = isFields(one.latest) ? one.latest : {}
      const branch = latest.branch ?? one.default_branch
      return [shown(one.full_name), ...cells({ ...latest, branch, status: one.status }, now)]
    }),
  )
  if (items.length === 0) screen.note('There is no project yet; add a connection first')
  return exitCodes.fine
}

type Asked = { readonly named: string; readonly args: Given }

async function runs(client: Client, { named, args }: Asked, cli: Cli): Promise<ExitCode> {
  const { deps, screen } = cli
  const limit = limitOf(args.text('limit'))
  const project = await projectOf(client, named)
  const branch = args.text('branch')
  const filter = branch === null ? '' : `&branch=${encodeURIComponent(branch)}`
  const path = `/projects/${numberOf(project, 'id')}/pipelines?limit=${limit}${filter}`
  const { items, total } = pageOf((await client({ method: 'GET', path })).value)
  if (args.flag('json')) screen.json({ project, items, total })
  else {
    const now = deps.clock.now()
    screen.table(
      [...columns(cli), { title: 'MESSAGE', least: 12 }],
      items.map((one) => [...cells(one, now), shown(one.message)]),
    )
    const of = shown(project.full_name)
    if (items.length === 0) screen.note(`${of} has no run${branch === null ? '' : ' there'} yet`)
    else if (total > items.length) screen.note(`${items.length} of ${total} runs of ${of}`)
  }
  return project.status === 'failed' ? exitCodes.no : exitCodes.fine
}

function limitOf(text: string | null): number {
  const limit = text === null ? 20 : /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (limit >= 1 && limit <= 200) return limit
  throw misused(`--limit takes a number from 1 to 200, not "${text}"`)
}

const columns = ({ screen }: Cli): readonly Column[] => [
  { title: 'BRANCH', least: 8 },
  { title: 'STATUS', paint: screen.paint },
  { title: 'RUN', align: 'right' },
  { title: 'DURATION', align: 'right' },
  { title: 'AGE', align: 'right' },
  { title: 'AUTHOR', least: 8 },
]

const cells = (run: Fields, now: number): readonly string[] => [
  shown(run.branch ?? run.ref),
  shown(run.status),
  runName(run),
  brief(numberOf(run, 'duration_ms')),
  age(textOf(run, 'created_at'), now),
  shown(run.author),
]

/** What people call a run: its number and, after the first, its attempt; else its id here. */
function runName(run: Fields): string {
  const number = numberOf(run, 'number')
  if (number === null) return shown(run.id)
  const attempt = numberOf(run, 'attempt') ?? 1
  return attempt > 1 ? `#${number}.${attempt}` : `#${number}`
}
