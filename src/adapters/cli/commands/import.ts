import { Refusal, type RefusalCode } from '../../../kernel/index.ts'
import { type Fields, numberOf, shown, textOf } from '../answer.ts'
import { type Client, connect } from '../client.ts'
import { type Cli, command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import type { ServiceFile, ServicePlan } from '../ports.ts'
import { everyService, getService } from '../services.ts'
import { serverOptions } from '../shared-options.ts'

const largestFile = 1_048_576

export const importServices = command({
  name: 'import',
  arguments: ['FILE'],
  summary: 'Makes the services what a file says, by their names',
  notes: [
    'The file is what "pharos export" prints, or a configuration file, of which only "services:" is',
    'read; "-" is standard input. Services that are missing are added, those that differ are changed,',
    'none is removed. What an entry does not say stays as it is. Variables are not put in. The exit',
    'code is 1 when an entry was refused; the others are done all the same.',
  ],
  options: {
    'dry-run': { type: 'boolean', help: 'only show what would be done' },
    ...serverOptions,
  },
  example: 'pharos import services.yaml --dry-run',
  async run(args, cli) {
    const { deps } = cli
    const [named = ''] = args.positionals
    const file = await deps.openServiceFile()
    const entries = file.read(await readText(named, cli), named === '-' ? 'standard input' : named)
    const client = connect(args, deps)
    const steps = planAll(entries, await everyService(client), file)
    if (!args.flag('dry-run')) await doAll(steps, client)
    report(steps, cli, { json: args.flag('json'), dry: args.flag('dry-run') })
    const isRefused = steps.some(({ what }) => what.kind === 'refused')
    return isRefused ? exitCodes.no : exitCodes.fine
  },
})

async function readText(file: string, { deps }: Cli): Promise<string> {
  if (file === '-') return deps.io.readAll(largestFile)
  const text = deps.readFile(file, largestFile)
  if (text === null) throw new Refusal('not_found', `there is no file ${file}`)
  if (Buffer.byteLength(text) > largestFile) {
    throw new Refusal('too_large', `${file} has more than ${largestFile} bytes`)
  }
  return text
}

type Refused = { readonly kind: 'refused'; readonly reason: string }

/** An entry, and what becomes of it. */
type Step = {
  readonly name: string
  /** The service of that name. */
  readonly id: number | null
  what: ServicePlan | Refused
}

function planAll(
  entries: readonly unknown[],
  services: readonly Fields[],
  file: ServiceFile,
): readonly Step[] {
  const users = services.filter(({ system }) => system !== true)
  const byName = Map.groupBy(users, ({ name }) => name)
  const seen = new Set<string>()
  return entries.map((entry, index) => {
    const name = nameOf(entry)
    const found = name === null ? [] : (byName.get(name) ?? [])
    const shownName = name ?? `entry ${index + 1}`
    const id = found[0] === undefined ? null : numberOf(found[0], 'id')
    const why = ambiguity(name, found, seen)
    if (name !== null) seen.add(name)
    if (why !== null) return { name: shownName, id, what: { kind: 'refused', reason: why } }
    return { name: shownName, id, what: planOne(() => file.plan(entry, found[0] ?? null)) }
  })
}

/** As the server keeps it: without spaces around it. */
const nameOf = (entry: unknown): string | null =>
  typeof entry === 'object' && entry !== null
    ? (textOf(entry as Fields, 'name')?.trim() ?? null)
    : null

function ambiguity(name: string | null, found: readonly Fields[], seen: ReadonlySet<string>) {
  if (name !== null && seen.has(name)) return 'the file has this name twice'
  if (found.length < 2) return null
  const ids = found.map(({ id }) => shown(id)).join(', ')
  return `${found.length} services have this name (${ids}); rename them first`
}

function planOne(plan: () => ServicePlan): ServicePlan | Refused {
  try {
    return plan()
  } catch (error) {
    return refused(error)
  }
}

/** What says no to everything, and not to this entry alone. */
const hopeless: readonly RefusalCode[] = ['unauthenticated', 'unavailable', 'too_many_requests']

function refused(error: unknown): Refused {
  if (error instanceof Refusal && !hopeless.includes(error.code)) {
    return { kind: 'refused', reason: error.message }
  }
  throw error
}

/** One after another: a server is not there for this alone. */
async function doAll(steps: readonly Step[], client: Client): Promise<void> {
  for (const step of steps) {
    try {
      await doOne(step, client)
    } catch (error) {
      step.what = refused(error)
    }
  }
}

async function doOne({ id, what }: Step, client: Client): Promise<void> {
  if (what.kind === 'create') {
    await client({ method: 'POST', path: '/services', body: what.body })
  } else if (what.kind === 'change' && id !== null) {
    const { etag } = await getService(client, id)
    if (etag === null) throw new Refusal('unavailable', 'the server sent no ETag of the service')
    await client({ method: 'PATCH', path: `/services/${id}`, body: what.body, ifMatch: etag })
  }
}

function wordsOf(what: Step['what']): string {
  if (what.kind === 'change') return what.fields.join(', ')
  return what.kind === 'refused' ? what.reason : ''
}

function report(
  steps: readonly Step[],
  { screen }: Cli,
  { json, dry }: { readonly json: boolean; readonly dry: boolean },
): void {
  const rows = steps.map(({ name, what }) => ({ action: what.kind, name, what: wordsOf(what) }))
  if (json) screen.json({ dry_run: dry, items: rows })
  else if (dry) {
    screen.table(
      [{ title: 'ACTION' }, { title: 'NAME', least: 12 }, { title: 'WHAT', least: 20 }],
      rows.map(({ action, name, what }) => [action, name, what]),
    )
  }
  if (json) return
  const refusedOnes = rows.filter(({ action }) => action === 'refused')
  if (!dry) for (const { name, what } of refusedOnes) screen.note(`${name}: ${what}`)
  const count = (kind: string) => rows.filter(({ action }) => action === kind).length
  const [added, changed, left] = [count('create'), count('change'), count('same')]
  screen.line(
    dry
      ? `Would add ${added}, change ${changed}, leave ${left} as they are, refuse ${refusedOnes.length}`
      : `Added ${added}, changed ${changed}, left ${left} as they are, refused ${refusedOnes.length}`,
  )
}
