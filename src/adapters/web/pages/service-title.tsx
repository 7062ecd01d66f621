import type { Service } from '../../../modules/services/index.ts'
import { changeable, type Eyes, following, hx, plain, versionId } from '../fragments/index.ts'
import { paths } from '../paths.ts'

/** The pages of a service, and what the browser's tab says of each. */
export const tabTitles = {
  service: (name: string) => name,
  checks: (name: string) => `Checks of ${name}`,
} as const
export type ServicePageKind = keyof typeof tabTitles

type TitleProps = {
  readonly service: Service
  readonly eyes: Eyes
  readonly kind: ServicePageKind
}

/** What a service is, and what can be done with it. It changes with the definition only. */
export const ServiceTitle = ({ service, eyes, kind }: TitleProps) => {
  const { id, rev, tags } = service
  const from = `${paths.partials.title(id)}?of=${kind}`
  return (
    <header
      id={`svc-${id}-title`}
      class="title"
      {...following({ follows: versionId(id), from, rev })}
    >
      <div {...hx({ 'hx-ignore': true })}>
        <h1>{plain(service.name)}</h1>
        <p class="url">{plain(service.url)}</p>
        {tags.length > 0 && <Tags tags={tags} />}
      </div>
      {eyes === 'editor' && changeable(service) && <Acts service={service} />}
      {service.fromFile && <p class="note">Defined in the configuration file; change it there.</p>}
    </header>
  )
}

const Tags = ({ tags }: { tags: readonly string[] }) => (
  <p class="tags">
    <span class="hidden">Tags:</span>
    {tags.map((tag) => (
      <a href={paths.tagged(tag)}>{tag}</a>
    ))}
  </p>
)

const Acts = ({ service }: { service: Service }) => {
  const paused = service.status === 'paused'
  return (
    <div class="acts">
      <form
        method="post"
        action={paused ? paths.resumeService(service.id) : paths.pauseService(service.id)}
      >
        <button type="submit">{paused ? 'Resume' : 'Pause'}</button>
      </form>
      <a class="button" href={paths.editService(service.id)}>
        Edit
      </a>
      <a class="button danger" href={paths.deleteService(service.id)}>
        Delete
      </a>
    </div>
  )
}
