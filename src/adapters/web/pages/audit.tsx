import type { Page } from '../../../kernel/index.ts'
import type { AuditEntry } from '../../../modules/identity/index.ts'
import { hx, Icon, plain } from '../fragments/index.ts'
import { EmptyState } from '../fragments/state.tsx'
import { paths } from '../paths.ts'
import { Choose } from './choose.tsx'
import { Field } from './field.tsx'
import { Pager } from './pager.tsx'
import { settingsTabs, Tabs } from './tabs.tsx'
import { Stamp } from './when.tsx'

export type AuditFilter = { readonly actor: string; readonly action: string }

export type AuditProps = {
  readonly entries: Page<AuditEntry>
  readonly filter: AuditFilter
}

/** What can be asked for; the first word of several stands for all of them. */
const actions = [
  'login',
  'login.succeeded',
  'login.refused',
  'session.ended',
  'service',
  'service.created',
  'service.updated',
  'service.deleted',
  'maintenance',
  'maintenance.created',
  'maintenance.updated',
  'maintenance.ended',
  'maintenance.deleted',
  'token',
  'token.created',
  'token.revoked',
  'user',
  'user.registered',
  'user.invited',
  'user.invitation_revoked',
  'user.access_changed',
  'user.notifications_changed',
  'user.password_changed',
  'database',
  'database.armed',
  'database.restored',
]

export const AuditPage = ({ entries, filter }: AuditProps) => (
  <div class="middling">
    <h1>Audit log</h1>
    <Tabs label="Settings" tabs={settingsTabs} at={paths.audit} />
    <Filter {...filter} />
    <section class="panel" aria-labelledby="h-entries">
      <header>
        <h2 id="h-entries">Who did what</h2>
      </header>
      {entries.items.length === 0 ? <Nothing {...filter} /> : <Entries entries={entries.items} />}
      <Pager page={entries} noun="entries" to={(page) => auditAt(filter, page)} />
    </section>
  </div>
)

/** The address of a view of the log: what is not asked for is left out. */
export function auditAt({ actor, action }: AuditFilter, page: number): string {
  const query = new URLSearchParams({
    ...(actor !== '' && { actor }),
    ...(action !== '' && { action }),
    ...(page > 1 && { page: String(page) }),
  }).toString()
  return query === '' ? paths.audit : `${paths.audit}?${query}`
}

const Filter = ({ actor, action }: AuditFilter) => {
  const known = actions.includes(action) || action === '' ? actions : [...actions, action]
  return (
    <search aria-label="Audit log">
      <form class="asks" method="get" action={paths.audit}>
        <Field name="actor" label="Actor" value={actor} />
        <Choose
          name="action"
          label="Action"
          value={action}
          choices={[
            { value: '', word: 'all' },
            ...known.map((name) => ({ value: name, word: wordOf(name) })),
          ]}
        />
        <button type="submit">
          <Icon name="filter" /> Filter
        </button>
        {(actor !== '' || action !== '') && (
          <a class="button" href={paths.audit}>
            Clear
          </a>
        )}
      </form>
    </search>
  )
}

const wordOf = (action: string): string =>
  plain(action.includes('.') ? action : `${action}.* (all of them)`)

const Nothing = ({ actor, action }: AuditFilter) =>
  actor === '' && action === '' ? (
    <EmptyState icon="log" title="Nothing is recorded yet" />
  ) : (
    <EmptyState
      icon="filter"
      title="No entry matches"
      action={{ href: paths.audit, word: 'Show all' }}
    />
  )

const Entries = ({ entries }: { entries: readonly AuditEntry[] }) => (
  <table class="lines audit">
    <caption class="hidden">Audit log, newest first</caption>
    <thead>
      <tr>
        <th scope="col">Action</th>
        <th scope="col">Actor</th>
        <th scope="col">Time</th>
        <th scope="col">Details</th>
      </tr>
    </thead>
    <tbody {...hx({ 'hx-ignore': true })}>
      {entries.map((entry) => (
        <Entry {...entry} />
      ))}
    </tbody>
  </table>
)

const Entry = ({ at, actor, action, subject, detail, requestId }: AuditEntry) => (
  <tr>
    <th scope="row">
      <b>{plain(action)}</b> <Subject text={subject} />
    </th>
    <td data-label="by">{plain(actor)}</td>
    <td>
      <Stamp at={at} />
    </td>
    <td>
      <details>
        <summary>Details</summary>
        <dl>
          {Object.entries(detail)
            .slice(0, partsMost)
            .map(([name, value]) => (
              <>
                <dt>{plain(name)}</dt>
                <dd>{shown(value)}</dd>
              </>
            ))}
          <dt>request</dt>
          <dd>{requestId === null ? 'none' : plain(requestId)}</dd>
        </dl>
      </details>
    </td>
  </tr>
)

const partsMost = 50
const textMost = 1_000

/** A value as it was written down, cut where it is very long. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return plain(text.length > textMost ? `${text.slice(0, textMost)}…` : text)
}

/** What it was done to, with a way to it where it has a page. */
const Subject = ({ text }: { text: string }) => {
  const [, kind, id] = /^(service|user) (\d{1,15})$/.exec(text) ?? []
  const name = plain(text.slice(0, textMost))
  if (kind === undefined || id === undefined) return <span>{name}</span>
  const folder = kind === 'service' ? paths.services : paths.users
  return <a href={`${folder}/${id}`}>{name}</a>
}
