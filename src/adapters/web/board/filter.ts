import type { Service } from '../../../modules/services/index.ts'
import { groupOf } from './counts.ts'
import type { ListFilter, StatusChoice } from './query.ts'

/** What a search looks through. A service that changes is another object, so this is made once a change. */
const texts = new WeakMap<Service, string>()

function textOf(service: Service): string {
  const known = texts.get(service)
  if (known !== undefined) return known
  const text = [service.name, service.url, ...service.tags].join('\n').toLowerCase()
  texts.set(service, text)
  return text
}

/** Whether a service stands in a list. Pharos' own stands in none. */
export function filterOf({ q, status, tag }: ListFilter): (service: Service) => boolean {
  const part = q.toLowerCase()
  return (service) =>
    !service.system &&
    (status === null || hasStatus(service, status)) &&
    (tag === null || service.tags.includes(tag)) &&
    (part === '' || textOf(service).includes(part))
}

const hasStatus = (service: Service, status: StatusChoice): boolean =>
  service.status === status || groupOf(service) === status
