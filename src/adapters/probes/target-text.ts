import { invalid, type Refusal } from '../../kernel/index.ts'

export const maxTargetLength = 2_048

/** The target as it stands cannot be probed; `message` says what to do about it. */
export const refusedTarget = (message: string): Refusal => invalid([{ path: 'url', message }])

/**
 * A target without surrounding spaces. Refuses what `URL` would quietly drop or turn around (line
 * breaks, tabs, NUL, backslashes), because then the text shown is not the address probed.
 */
export function plainTarget(target: string): string {
  if (target.length > maxTargetLength) {
    throw refusedTarget(`is longer than ${maxTargetLength} characters`)
  }
  if (/[\p{Cc}\\]/u.test(target)) {
    throw refusedTarget('has a control character or a backslash in it')
  }
  return target.trim()
}
