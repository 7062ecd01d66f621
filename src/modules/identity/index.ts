/** Identity: users, roles, sessions and tokens. */
export type { Account, ApiToken, AuditEntry, Invitation, Session } from './account.ts'
export type { Shown } from './authenticate.ts'
export { tokenPrefix } from './authenticate.ts'
export type { Identity, IdentityOptions } from './identity.ts'
export { createIdentity } from './identity.ts'
export type { LoggedIn } from './log-in.ts'
export { StalePreferences } from './own-preferences.ts'
export type {
  Admission,
  AuditRequest,
  Crypto,
  Deed,
  Held,
  IdentityStore,
  NewSession,
  NewToken,
  PasswordHasher,
  PreferenceStore,
  Registered,
  SavedPreferences,
  TokenClaims,
  TokenSigner,
} from './ports.ts'
export type {
  NotificationChoices,
  Preferences,
  ProjectGroup,
  ProjectMark,
  StoredPreferences,
} from './preferences.ts'
export { choices, preferencesOfNobody, projectMarks } from './preferences.ts'
export { preferenceLimits } from './preferences-input.ts'
export type { Caller, RegistrationPolicy } from './registration.ts'
export type { Limit, Throttle, ThrottleOptions } from './throttle.ts'
export { createThrottle, prefixOf } from './throttle.ts'
