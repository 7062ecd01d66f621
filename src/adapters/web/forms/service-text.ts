import { formatDuration } from '../../../kernel/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import { pick, type Typed } from './read-form.ts'

/** The fields of the form of a service, named as in REST bodies. */
export const serviceFieldNames = [
  'name',
  'url',
  'check_interval',
  'timeout',
  'failures_to_down',
  'successes_to_up',
  'degraded_above_ms',
] as const
export type ServiceFieldName = (typeof serviceFieldNames)[number]

/** A service as text in a form. */
export type ServiceText = Readonly<Record<ServiceFieldName, string>>

export const serviceText = (typed: Typed): ServiceText => pick(typed, serviceFieldNames)

export const textOf = (service: Service): ServiceText => ({
  name: service.name,
  url: service.url,
  check_interval: formatDuration(service.intervalMs),
  timeout: service.timeoutMs === null ? '' : formatDuration(service.timeoutMs),
  failures_to_down: String(service.failuresToDown),
  successes_to_up: String(service.successesToUp),
  degraded_above_ms: service.degradedAboveMs === null ? '' : String(service.degradedAboveMs),
})

/** Fields that may be left empty, which then means "none". */
const optional: readonly ServiceFieldName[] = ['timeout', 'degraded_above_ms']

/** What the form asks for, for a service that exists: an empty optional field takes the setting away. */
export const changeOf = (text: ServiceText): Record<string, unknown> =>
  Object.fromEntries(
    serviceFieldNames.map((name) => {
      const value = text[name].trim()
      return [name, value === '' && optional.includes(name) ? null : value]
    }),
  )

/** The same for a new service, where every field that is left empty but name and address has a default. */
export const draftOf = (text: ServiceText): Record<string, unknown> =>
  Object.fromEntries(
    serviceFieldNames.flatMap((name) => {
      const value = text[name].trim()
      const needed = name === 'name' || name === 'url'
      return value === '' && !needed ? [] : [[name, value]]
    }),
  )
