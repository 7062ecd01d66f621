import type { Child } from 'hono/jsx'
import type { ProjectView } from '../../../modules/pipelines/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import { EmptyState, Icon, plain, runLook, statusLook } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import type { Command } from '../search/index.ts'
import type { Place } from './header.tsx'

export type Found = {
  readonly query: string
  readonly commands: readonly Command[]
  readonly services: readonly Service[]
  readonly projects: readonly ProjectView[]
  readonly pages: readonly Place[]
}

/** The list of services, narrowed down to the query. */
const filtered = (query: string): string => `${paths.services}?q=${encodeURIComponent(query)}`

/** Results in the palette: options of a list box, of which the script marks one. */
export const PaletteResults = ({ query, commands, services, projects, pages }: Found) => (
  <div class="finds" data-q={query}>
    <Options title="Actions" items={commands.map(commandOption)} />
    <Options title={query === '' ? 'Not well' : 'Services'} items={services.map(serviceOption)} />
    <Options title="Projects" items={projects.map(projectOption)} />
    <Options title="Pages" items={pages.map(pageOption)} />
    {query !== '' && <Options title="Everything" items={[everythingOption(query)]} />}
  </div>
)

type Group = { readonly title: string; readonly items: readonly Child[] }

const Options = ({ title, items }: Group) =>
  items.length === 0 ? null : (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no group of options
    <div role="group" aria-label={title}>
      <p class="group-title" aria-hidden="true">
        {title}
      </p>
      {items}
    </div>
  )

type OptionProps = {
  readonly href: string
  readonly does?: string | undefined
  readonly opens?: string | undefined
  readonly children: Child
}

const Option = ({ href, does, opens, children }: OptionProps) => (
  <a
    role="option"
    aria-selected="false"
    tabindex={-1}
    href={href}
    data-does={does}
    data-opens={opens}
  >
    {children}
  </a>
)

const commandOption = (command: Command) => (
  <Option
    href={command.href ?? paths.help}
    does={command.does}
    opens={command.href === paths.help ? 'help' : undefined}
  >
    <Icon name={command.icon} />
    <span>{command.word}</span>
    {command.key !== undefined && <kbd>{command.key}</kbd>}
  </Option>
)

const serviceOption = (service: Service) => (
  <Option href={paths.service(service.id)}>
    <ServiceLine service={service} />
  </Option>
)

const projectOption = (project: ProjectView) => (
  <Option href={paths.project(project.id)}>
    <ProjectLine project={project} />
  </Option>
)

const pageOption = (place: Place) => (
  <Option href={place.href}>
    <Icon name={place.icon} />
    <span>{place.word}</span>
    <kbd>g {place.key}</kbd>
  </Option>
)

const everythingOption = (query: string) => (
  <Option href={filtered(query)}>
    <Everything query={query} />
  </Option>
)

const Everything = ({ query }: { query: string }) => (
  <>
    <Icon name="filter" />
    <span>All services with “{plain(query)}”</span>
  </>
)

const ServiceLine = ({ service }: { service: Service }) => {
  const { word, icon } = statusLook[service.status]
  return (
    <>
      <span class={`s ${service.status}`} title={word}>
        <Icon name={icon} />
      </span>
      <span>
        {plain(service.name)}
        <span class="hidden">, {word}</span>
      </span>
      <small>{plain(service.url)}</small>
    </>
  )
}

const ProjectLine = ({ project }: { project: ProjectView }) => {
  const { word, icon, tone } = runLook[project.status]
  return (
    <>
      <span class={`s ${tone}`} title={word}>
        <Icon name={icon} />
      </span>
      <span>
        {plain(project.fullName)}
        <span class="hidden">, {word}</span>
      </span>
      <small>{plain(project.connection)}</small>
    </>
  )
}

/** The same as a page, which needs no script. */
export const SearchPage = (found: Found) => {
  const { query, services, projects, pages } = found
  const commands = found.commands.filter(({ href }) => href !== null)
  const none = [commands, services, projects, pages].every(({ length }) => length === 0)
  return (
    <div class="narrow">
      <h1>Search</h1>
      <form class="search" method="get" action={paths.search}>
        <input
          type="search"
          name="q"
          value={query}
          maxlength={200}
          aria-label="Search services, pages and commands"
        />
        <button type="submit" class="primary">
          Search
        </button>
      </form>
      {none ? <Nothing query={query} /> : <Results {...found} commands={commands} />}
    </div>
  )
}

const Nothing = ({ query }: { query: string }) => (
  <div class="panel">
    <EmptyState
      icon="search"
      title={`Nothing matches “${plain(query)}”`}
      action={{ href: paths.services, word: 'Show all services' }}
    >
      <p>
        Names, addresses and tags of services are searched, and the names of projects and pages.
      </p>
    </EmptyState>
  </div>
)

const Results = ({ query, commands, services, projects, pages }: Found) => (
  <div class="panel finds">
    <Links
      title={query === '' ? 'Not well' : 'Services'}
      items={services.map((service) => (
        <a href={paths.service(service.id)}>
          <ServiceLine service={service} />
        </a>
      ))}
    />
    {query !== '' && services.length > 0 && (
      <a href={filtered(query)}>
        <Everything query={query} />
      </a>
    )}
    <Links
      title="Projects"
      items={projects.map((project) => (
        <a href={paths.project(project.id)}>
          <ProjectLine project={project} />
        </a>
      ))}
    />
    <Links
      title="Pages"
      items={pages.map((place) => (
        <a href={place.href}>
          <Icon name={place.icon} />
          <span>{place.word}</span>
        </a>
      ))}
    />
    <Links
      title="Actions"
      items={commands.map(({ href, does, icon, word }) => (
        <a href={href ?? undefined} data-does={does}>
          <Icon name={icon} />
          <span>{word}</span>
        </a>
      ))}
    />
  </div>
)

const Links = ({ title, items }: Group) =>
  items.length === 0 ? null : (
    <section>
      <h2>{title}</h2>
      <ul>
        {items.map((item) => (
          <li>{item}</li>
        ))}
      </ul>
    </section>
  )
