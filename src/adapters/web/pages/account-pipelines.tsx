import type { FieldError } from '../../../kernel/index.ts'
import type { Channel } from '../../../modules/alerts/index.ts'
import type { Typed } from '../forms/index.ts'
import { plain } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { type Choice, Choose } from './choose.tsx'
import { ErrorSummary, Field } from './field.tsx'

export type AccountPipelinesProps = {
  readonly text: Typed
  readonly errors: readonly FieldError[]
  readonly channels: readonly Channel[]
  /** How many projects somebody watches, and how many they hide. */
  readonly watched: number
  readonly hidden: number
}

const labels = {
  channel_id: 'Tell me by',
  broken: 'When something is broken',
  fixed: 'When it is fixed',
  mine_only: 'Only my own runs',
  names: 'My names',
  projects: 'Of',
  groups: 'Groups',
  group_by: 'Group the list by',
  wall_projects: 'On the wall',
  wall_columns: 'Columns of the wall',
}

const kinds: readonly Choice[] = [
  { value: 'all', word: 'all projects but the hidden ones' },
  { value: 'watched', word: 'the projects that I watch' },
]

const groupings: readonly Choice[] = [
  { value: 'none', word: 'nothing' },
  { value: 'owner', word: 'owner' },
  { value: 'connection', word: 'connection' },
]

/** What somebody sees of pipelines, and what they are told of. */
export const AccountPipelines = (props: AccountPipelinesProps) => (
  <section id="pipelines" class="panel" aria-labelledby="h-pipelines">
    <header>
      <h2 id="h-pipelines">Pipelines</h2>
    </header>
    <form class="form" method="post" action={paths.accountPipelines}>
      <ErrorSummary errors={props.errors} labels={labels} />
      <input type="hidden" name="rev" value={props.text.rev ?? ''} />
      <p class="hint">
        {countOf(props)} Each project’s page says so and changes it: see <a href={paths.ci}>CI</a>.
      </p>
      <Told {...props} />
      <Shown {...props} />
      <div class="acts">
        <button type="submit">Save pipelines</button>
      </div>
    </form>
  </section>
)

const countOf = ({ watched, hidden }: AccountPipelinesProps): string => {
  const projects = watched === 1 ? '1 project' : `${watched} projects`
  return hidden === 0 ? `You watch ${projects}.` : `You watch ${projects}, and hide ${hidden}.`
}

const Told = ({ text, errors, channels }: AccountPipelinesProps) => (
  <>
    <div class="row">
      <Choose
        name="channel_id"
        label={labels.channel_id}
        value={text.channel_id ?? ''}
        choices={channelChoices(channels)}
        errors={errors}
      />
      <Choose
        name="projects"
        label={labels.projects}
        value={text.projects ?? ''}
        choices={kinds}
        errors={errors}
      />
    </div>
    {(['broken', 'fixed', 'mine_only'] as const).map((name) => (
      <Field name={name} label={labels[name]} type="yes" value={text[name] ?? ''} errors={errors} />
    ))}
    <Field
      name="names"
      label={labels.names}
      type="lines"
      value={text.names ?? ''}
      hint="What you are called on the platforms, one a line: log-ins, e-mail addresses. Of branches that are not the default one you hear where a run is yours."
      errors={errors}
    />
  </>
)

const channelChoices = (channels: readonly Channel[]): Choice[] => [
  { value: '', word: 'nothing' },
  ...channels.map(({ id, name, enabled }) => ({
    value: String(id),
    word: `${plain(name)}${enabled ? '' : ' (off)'}`,
  })),
]

const Shown = ({ text, errors }: AccountPipelinesProps) => (
  <>
    <Field
      name="groups"
      label={labels.groups}
      type="lines"
      value={text.groups ?? ''}
      hint="One a line, a name and ids of projects: till: 3, 5, 8"
      errors={errors}
    />
    <div class="row">
      <Choose
        name="group_by"
        label={labels.group_by}
        value={text.group_by ?? ''}
        choices={groupings}
        errors={errors}
      />
      <Choose
        name="wall_projects"
        label={labels.wall_projects}
        value={text.wall_projects ?? ''}
        choices={kinds}
        errors={errors}
      />
      <Field
        name="wall_columns"
        label={labels.wall_columns}
        type="number"
        least={1}
        most={12}
        placeholder="as many as fit"
        value={text.wall_columns ?? ''}
        errors={errors}
      />
    </div>
  </>
)
