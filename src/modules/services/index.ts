/** Services: what the user cares about, by name. */
export type { BulkOutcome, Deed, Picked } from './bulk.ts'
export { applyToEach } from './bulk.ts'
export type { Dependency } from './dependencies.ts'
export { circleOf } from './dependencies.ts'
export type { Defaults } from './draft.ts'
export { define, parseDraft, parsePatch, presets, serviceFields } from './draft.ts'
export type {
  Idempotency,
  SaveResult,
  ServiceQuery,
  ServiceStore,
  ServiceViews,
  Targets,
  Written,
} from './ports.ts'
export type { Health, Service, ServiceDefinition, ServiceDraft, Standing, Work } from './service.ts'
export { ownServiceId } from './service.ts'
export type { Change, Services, ServicesOptions } from './services.ts'
export { createServices, StaleService } from './services.ts'
export { parseTag, parseTags, tagLimits } from './tags.ts'
