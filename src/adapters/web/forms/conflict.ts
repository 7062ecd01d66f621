import { type ServiceFieldName, type ServiceText, serviceFieldNames } from './service-text.ts'

/** What a form was filled with, what somebody typed, and what somebody else saved meanwhile. */
export type Versions = {
  readonly was: ServiceText
  readonly yours: ServiceText
  readonly theirs: ServiceText
}

export type Clash = Readonly<Partial<Record<ServiceFieldName, { was: string; theirs: string }>>>

/** The fields that both changed, each in another way. */
export function clashOf({ was, yours, theirs }: Versions): Clash {
  const names = serviceFieldNames.filter(
    (name) =>
      yours[name] !== was[name] && theirs[name] !== was[name] && yours[name] !== theirs[name],
  )
  return Object.fromEntries(names.map((name) => [name, { was: was[name], theirs: theirs[name] }]))
}

/** Theirs, with what was typed over it. */
export function merged({ was, yours, theirs }: Versions): ServiceText {
  const entries = serviceFieldNames.map((name) => [
    name,
    yours[name] === was[name] ? theirs[name] : yours[name],
  ])
  return Object.fromEntries(entries)
}
