import { searchLongest } from '../board/index.ts'
import { amountText, Icon, plain, runLook } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import {
  allProjects,
  type Choices,
  type CiQuery,
  ciQueryText,
  type Grouping,
  isNarrowed,
  type Phase,
  type PhaseCounts,
  phases,
} from '../projects/index.ts'

export const phaseLook = {
  failed: { word: 'Failed', icon: runLook.failed.icon, tone: 'down' },
  running: { word: 'Running', icon: runLook.running.icon, tone: 'busy' },
  waiting: { word: 'Waiting', icon: runLook.waiting.icon, tone: 'held' },
  passed: { word: 'Passed', icon: runLook.success.icon, tone: 'up' },
  other: { word: 'Other', icon: runLook.unknown.icon, tone: 'unknown' },
} as const satisfies Record<Phase, object>

const groupWords: Readonly<Record<Grouping, string>> = {
  none: 'Not grouped',
  owner: 'By owner',
  connection: 'By connection',
}

export const ciPath = (query: Partial<CiQuery>): string => `${paths.ci}${ciQueryText(query)}`

type PhasesProps = { readonly query: CiQuery; readonly counts: PhaseCounts }

/** Each outcome with how many projects have it: the way to them. */
export const Phases = ({ query, counts }: PhasesProps) => {
  const { status: chosen } = query
  const total = phases.reduce((sum, phase) => sum + counts[phase], 0)
  return (
    <nav class="facets" aria-label="Filter by outcome">
      <ul>
        <li>
          <a href={ciPath({ ...query, status: null })} aria-current={current(chosen === null)}>
            All <b>{amountText(total)}</b>
          </a>
        </li>
        {phases.map((status) => (
          <li class={phaseLook[status].tone}>
            <a
              href={ciPath({ ...query, status })}
              aria-current={current(chosen === status)}
              data-some={counts[status] > 0 ? 'true' : 'false'}
            >
              <Icon name={phaseLook[status].icon} />
              {phaseLook[status].word} <b>{amountText(counts[status])}</b>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

const current = (holds: boolean) => (holds ? ('true' as const) : undefined)

type FilterProps = {
  readonly query: CiQuery
  readonly choices: Choices
  readonly titleOf: (platform: string) => string
}

/** The form and what it is set to. It stands outside of what is drawn anew: somebody may be typing in it. */
export const CiFilter = ({ query, choices, titleOf }: FilterProps) => (
  <search class="filters" aria-label="Filter projects">
    <form method="get" action={paths.ci}>
      {query.status !== null && <input type="hidden" name="status" value={query.status} />}
      <Text name="q" word="Search" value={query.q} hint="Name, branch, author or message" />
      <Text name="branch" word="Branch" value={query.branch} />
      <Text name="author" word="Author" value={query.author} />
      <Choice
        name="platform"
        word="Platform"
        chosen={query.platform}
        options={choices.platforms.map((platform) => [platform, titleOf(platform)])}
      />
      <Choice
        name="connection"
        word="Connection"
        chosen={query.connection === null ? '' : String(query.connection)}
        options={choices.connections.map(({ id, name }) => [String(id), plain(name)])}
      />
      <p>
        <label for="ci-group">Groups</label>
        <select id="ci-group" name="group">
          {Object.entries(groupWords).map(([group, word]) => (
            <option value={group} selected={group === query.group}>
              {word}
            </option>
          ))}
        </select>
      </p>
      <label class="check">
        <input type="checkbox" name="archived" value="yes" checked={query.archived} />
        Archived too
      </label>
      <button type="submit">Apply</button>
    </form>
    {isNarrowed(query) && (
      <p class="active">
        <Icon name="filter" />
        <span>Some projects are left out.</span>
        <a href={ciPath({ ...allProjects, group: query.group })}>Clear filters</a>
      </p>
    )}
  </search>
)

type TextProps = {
  readonly name: 'q' | 'branch' | 'author'
  readonly word: string
  readonly value: string
  readonly hint?: string
}

const Text = ({ name, word, value, hint }: TextProps) => (
  <p>
    <label for={`ci-${name}`}>{word}</label>
    <input
      type={name === 'q' ? 'search' : 'text'}
      id={`ci-${name}`}
      name={name}
      value={plain(value)}
      maxlength={searchLongest}
      placeholder={hint}
      autocomplete="off"
      spellcheck={false}
    />
  </p>
)

type ChoiceProps = {
  readonly name: string
  readonly word: string
  readonly chosen: string
  readonly options: readonly (readonly [value: string, word: string])[]
}

/** Nothing to choose is not offered, unless it is what the list is narrowed to. */
const Choice = ({ name, word, chosen, options }: ChoiceProps) => {
  if (options.length < 2 && chosen === '') return null
  return (
    <p>
      <label for={`ci-${name}`}>{word}</label>
      <select id={`ci-${name}`} name={name}>
        <option value="">All</option>
        {options.map(([value, word]) => (
          <option value={value} selected={value === chosen}>
            {word}
          </option>
        ))}
      </select>
    </p>
  )
}
