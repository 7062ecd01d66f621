import type { ProbeWorld } from './kind.ts'
import type { Scope } from './scope.ts'

/** A secret setting as it was typed, empty where there is none. The result will not contain it. */
export function revealed(scope: Scope, world: ProbeWorld, setting: string): string {
  if (setting === '') return ''
  const secret = world.reveal(setting)
  scope.conceal(secret)
  return secret
}
