/** The words that every room shares. A file is admitted when rooms need it that may not know each other. */
export type { Access, AccessDecision, Credential, Principal, Role, User } from './access.ts'
export { anonymous, decideAccess, roles } from './access.ts'
export type { Actor, Write } from './actor.ts'
export type { Backlog } from './backlog.ts'
export { createBacklog } from './backlog.ts'
export type { FieldWords } from './fields.ts'
export { fieldErrors, readFields } from './fields.ts'
export { fnv1a } from './hash.ts'
export type {
  Brand,
  ChannelId,
  CheckId,
  ConnectionId,
  DeploymentId,
  MaintenanceId,
  ProjectId,
  RunId,
  Seq,
  ServiceId,
  SessionId,
  TokenId,
  UserId,
  WebhookEventId,
} from './ids.ts'
export { parseId } from './ids.ts'
export { nearest } from './nearest.ts'
export type { Page, PageRequest } from './page.ts'
export { maxPageSize } from './page.ts'
export type { FieldError, RefusalCode, RefusalDetails } from './refusal.ts'
export { invalid, notFound, Refusal, refusalCodes } from './refusal.ts'
export type { Method, RequestFacts, Route } from './route.ts'
export type { Sealing, Settings, Vault } from './sealed.ts'
export {
  isSealed,
  maskSettings,
  sealedPrefix,
  sealSettings,
  secretMask,
  secretNames,
} from './sealed.ts'
export { Secret } from './secret.ts'
export type { SettingField } from './setting-field.ts'
export { describeSettings } from './setting-field.ts'
export { isCredentialHeader, oneLine } from './text.ts'
export type { EpochMs } from './time.ts'
export { formatDuration, parseDuration, rfc3339, rfc3339Seconds } from './time.ts'
export type { Clock, LogFields, Logger, Random } from './world.ts'
