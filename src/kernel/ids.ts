declare const brand: unique symbol

/** A number or string that cannot be passed where another kind of id is wanted. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name }

export type ServiceId = Brand<number, 'ServiceId'>
export type CheckId = Brand<number, 'CheckId'>
export type UserId = Brand<number, 'UserId'>
export type TokenId = Brand<number, 'TokenId'>
export type SessionId = Brand<number, 'SessionId'>
export type ChannelId = Brand<number, 'ChannelId'>
export type MaintenanceId = Brand<number, 'MaintenanceId'>
export type ConnectionId = Brand<number, 'ConnectionId'>
export type ProjectId = Brand<number, 'ProjectId'>
export type RunId = Brand<number, 'RunId'>
export type DeploymentId = Brand<number, 'DeploymentId'>
export type WebhookEventId = Brand<number, 'WebhookEventId'>

/** A position in the journal and the change ledger: one counter, in commit order. */
export type Seq = Brand<number, 'Seq'>

/** An id as it stands in a URL: decimal digits of a safe, non-negative integer. Else `null`. */
export function parseId<Id extends Brand<number, string>>(text: string): Id | null {
  if (!/^\d{1,15}$/.test(text)) return null
  return Number(text) as Id
}
