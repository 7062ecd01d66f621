import type { ServiceId } from '../../../kernel/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import type { Entry } from '../board/index.ts'
import { paths } from '../paths.ts'
import { Age, plain } from './age.tsx'
import { Beats } from './beats.tsx'
import { changeable, PickCell } from './bulk-bar.tsx'
import { ResponseTime } from './figure.tsx'
import { hx, refusedAside } from './hx.ts'
import { Icon } from './icon.tsx'
import { Status } from './status.tsx'

/** Who looks: those who may change services also see how. */
export type Eyes = 'viewer' | 'editor'

export const rowId = (id: ServiceId): string => `svc-${id}`

/** A service as a row of the table: the same markup in a page and in the stream. */
export const ServiceRow = ({ entry, eyes }: { entry: Entry; eyes: Eyes }) => {
  const { service, seq } = entry
  return (
    <tr id={rowId(service.id)} data-rev={seq} data-status={service.status}>
      {eyes === 'editor' && <PickCell service={service} />}
      <td class="c-status">
        <Status status={service.status} reason={service.reason} work={service.maintenance} />
      </td>
      <th scope="row" class="c-name" {...hx({ 'hx-ignore': true })}>
        <span>
          <a href={paths.service(service.id)}>{plain(service.name)}</a>
          <Tags tags={service.tags} />
        </span>
        <small>{service.system ? 'Pharos watches itself' : plain(service.url)}</small>
      </th>
      <td class="c-time">
        <ResponseTime ms={service.responseMs} />
      </td>
      <td class="c-beats">
        <Beats recent={service.recent} />
      </td>
      <td class="c-age">
        {service.lastCheckedAt === null ? (
          <span class="none">never</span>
        ) : (
          <Age at={service.lastCheckedAt} />
        )}
      </td>
      {eyes === 'editor' && (
        <td class="c-acts">{changeable(service) && <Acts service={service} />}</td>
      )}
    </tr>
  )
}

/** Tags that a row shows; the page of the service has them all. */
const tagsShown = 3

/** Each leads to the services that have it. */
const Tags = ({ tags }: { tags: readonly string[] }) => {
  if (tags.length === 0) return null
  const more = tags.length - tagsShown
  return (
    <span class="tags">
      {tags.slice(0, tagsShown).map((tag) => (
        <a href={paths.tagged(tag)}>{tag}</a>
      ))}
      {more > 0 && <small title={tags.slice(tagsShown).join(', ')}>+{more}</small>}
    </span>
  )
}

const Acts = ({ service }: { service: Service }) => {
  const { id } = service
  const name = plain(service.name)
  return (
    <>
      <PauseForm service={service} />
      <a class="act" href={paths.editService(id)} aria-label={`Edit ${name}`} title="Edit">
        <Icon name="edit" />
      </a>
      <a
        class="act"
        href={paths.deleteService(id)}
        aria-label={`Delete ${name}`}
        title="Delete"
        {...hx({
          'hx-delete': paths.service(id),
          'hx-confirm': `Delete ${name}? Its history goes with it.`,
          'hx-target': `#${rowId(id)}`,
          'hx-swap': 'delete',
          ...refusedAside,
        })}
      >
        <Icon name="trash" />
      </a>
    </>
  )
}

const PauseForm = ({ service }: { service: Service }) => {
  const paused = service.status === 'paused'
  const action = paused ? paths.resumeService(service.id) : paths.pauseService(service.id)
  const word = paused ? 'Resume' : 'Pause'
  return (
    <form
      method="post"
      action={action}
      {...hx({
        'hx-post': action,
        'hx-target': `#${rowId(service.id)}`,
        'hx-swap': 'outerMorph',
        'hx-sync': 'this:drop',
        ...refusedAside,
      })}
    >
      <button type="submit" class="act" aria-label={`${word} ${plain(service.name)}`} title={word}>
        <Icon name={paused ? 'play' : 'pause'} />
      </button>
    </form>
  )
}
