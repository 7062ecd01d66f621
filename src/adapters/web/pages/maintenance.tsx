import { type FieldError, formatDuration } from '../../../kernel/index.ts'
import type { Maintenance, MaintenanceEnd } from '../../../modules/checks/index.ts'
import { type Eyes, momentText, plain } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { ErrorSummary, Field } from './field.tsx'
import { Lines } from './lines.tsx'

/** The fields of the form, named as in REST bodies. */
export const maintenanceFieldNames = [
  'name',
  'services',
  'tags',
  'all',
  'duration',
  'starts_at',
  'cron',
  'time_zone',
  'ends_when_green',
] as const
type FieldName = (typeof maintenanceFieldNames)[number]
export type MaintenanceText = Readonly<Record<FieldName, string>>

const fields: Readonly<
  Record<FieldName, { readonly label: string; readonly hint?: string; readonly type?: 'yes' }>
> = {
  name: { label: 'Name', hint: 'What is done: New database.' },
  services: { label: 'Services', hint: 'Ids with commas between them, as in their addresses.' },
  tags: { label: 'Tags', hint: 'Services with one of these: shop, team:web.' },
  all: { label: 'All services', type: 'yes' },
  duration: { label: 'Duration', hint: 'A duration such as 30m or 2h.' },
  starts_at: { label: 'Starts', hint: 'Such as 2026-12-31T22:00:00Z. Empty: now.' },
  cron: {
    label: 'Again and again',
    hint: 'A cron schedule: minute, hour, day of month, month, day of week, as 30 2 * * 0.',
  },
  time_zone: { label: 'Time zone', hint: 'Of the schedule: Europe/Berlin. Empty: UTC.' },
  ends_when_green: {
    label: 'End it once all is up again, three times in a row',
    type: 'yes',
  },
}

const labels = Object.fromEntries(Object.entries(fields).map(([name, { label }]) => [name, label]))

export type MaintenancePageProps = {
  readonly maintenances: readonly Maintenance[]
  readonly eyes: Eyes
  readonly text: MaintenanceText
  readonly errors: readonly FieldError[]
  readonly done: string | null
}

/** What is over is shown as far as this; the API has it all. */
const overMost = 50

/** Planned work: what is under way, what comes, what was, and how to begin one. */
export const MaintenancePage = ({ maintenances, eyes, done, ...form }: MaintenancePageProps) => {
  const over = maintenances.filter((one) => one.over !== null)
  const groups = [
    { title: 'Under way', of: maintenances.filter(({ active }) => active !== null) },
    { title: 'To come', of: maintenances.filter((one) => !one.active && !one.over) },
    { title: 'Over', of: over.slice(0, overMost) },
  ]
  return (
    <div class="middling">
      <h1>Maintenance</h1>
      {done !== null && (
        <p class="done" role="status">
          {done}
        </p>
      )}
      <p class="note">
        Nobody is told of trouble in a maintenance, and uptime leaves the time out. Checks go on.
      </p>
      {groups.map(({ title, of }) => (
        <Group title={title} of={of} eyes={eyes} />
      ))}
      {eyes === 'editor' && <Plan {...form} />}
    </div>
  )
}

type GroupProps = {
  readonly title: string
  readonly of: readonly Maintenance[]
  readonly eyes: Eyes
}

const idOf = (title: string): string => `m-${title.toLowerCase().replaceAll(' ', '-')}`

const Group = ({ title, of, eyes }: GroupProps) => (
  <section class="panel" aria-labelledby={idOf(title)}>
    <header>
      <h2 id={idOf(title)}>{title}</h2>
    </header>
    {of.length === 0 ? (
      <p class="note">Nothing.</p>
    ) : (
      <Lines caption={title} columns={['Name', 'Covers', 'When', 'Ends']}>
        {of.map((maintenance) => (
          <Line of={maintenance} eyes={eyes} />
        ))}
      </Lines>
    )}
  </section>
)

const Line = ({ of, eyes }: { of: Maintenance; eyes: Eyes }) => (
  <tr>
    <th scope="row">
      <b>{plain(of.name)}</b>
    </th>
    <td data-label="covers">
      <Covers of={of} />
    </td>
    <td data-label="when">{whenText(of)}</td>
    <td data-label="ends">{endText(of)}</td>
    <td class="c-acts">{eyes === 'editor' && of.over === null && <Acts of={of} />}</td>
  </tr>
)

const Covers = ({ of: { scope } }: { of: Maintenance }) => {
  if (scope.all) return <>all services</>
  const shown = scope.services.slice(0, 5)
  const more = scope.services.length - shown.length
  return (
    <span class="tags">
      {shown.map((id) => (
        <a href={paths.service(id)}>{`service ${id}`}</a>
      ))}
      {more > 0 && <small>+{more}</small>}
      {scope.tags.map((tag) => (
        <a href={paths.tagged(tag)}>{tag}</a>
      ))}
    </span>
  )
}

function whenText({ plan, nextAt, active }: Maintenance): string {
  if (plan.kind === 'once') return `from ${momentText(plan.from)}`
  const lasts = `${plan.cron} in ${plan.timeZone}, for ${formatDuration(plan.durationMs)}`
  return nextAt === null || active !== null ? lasts : `${momentText(nextAt)}; ${lasts}`
}

const endWords: Readonly<Record<MaintenanceEnd, string>> = {
  elapsed: 'its time was over',
  green: 'all was up',
  ended_by_user: 'somebody ended it',
  changed: 'it was changed',
  removed: 'it was removed',
  missed: 'Pharos did not run then',
}

function endText({ plan, active, over, endsWhenGreen }: Maintenance): string {
  if (over !== null) return `${momentText(over.at)}: ${endWords[over.reason]}`
  const at = active?.to ?? (plan.kind === 'once' ? plan.to : null)
  const green = endsWhenGreen ? 'once all is up' : ''
  const elapsed = at === null ? 'each time after its duration' : momentText(at)
  return [elapsed, green].filter(Boolean).join(' or ')
}

const Acts = ({ of }: { of: Maintenance }) => {
  const name = plain(of.name)
  return (
    <>
      {of.active !== null && (
        <form method="post" action={paths.endMaintenance(of.id)}>
          <button type="submit" aria-label={`End now: ${name}`}>
            End now
          </button>
        </form>
      )}
      <form method="post" action={paths.removeMaintenance(of.id)}>
        <button type="submit" class="danger" aria-label={`Remove ${name}`}>
          Remove
        </button>
      </form>
    </>
  )
}

const Plan = ({ text, errors }: Pick<MaintenancePageProps, 'text' | 'errors'>) => (
  <section id="plan" class="panel" aria-labelledby="h-plan">
    <header>
      <h2 id="h-plan">Begin or plan one</h2>
    </header>
    <form class="form" method="post" action={paths.maintenance}>
      <ErrorSummary errors={errors} labels={labels} />
      {maintenanceFieldNames.map((name) => (
        <Field {...fields[name]} name={name} value={plain(text[name])} errors={errors} />
      ))}
      <div class="acts">
        <button type="submit" class="primary">
          Save
        </button>
      </div>
    </form>
  </section>
)
