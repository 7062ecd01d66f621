import type { RefusalCode } from '../../kernel/index.ts'

/** What a command's exit code says to the script that ran it. */
export const exitCodes = {
  fine: 0,
  /** The answer is no: down, not there, a failed check. */
  no: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  /** Policy or permission. */
  refused: 3,
  /** The server cannot be reached, or is in no state to answer. */
  unreachable: 4,
  /** A fault of this program (`EX_SOFTWARE` of sysexits.h). */
  fault: 70,
  /** 128 and the number of SIGINT, as shells count. */
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

const { no, usage, refused, unreachable } = exitCodes

export const exitOfRefusal = {
  invalid: usage,
  malformed: usage,
  unauthenticated: refused,
  forbidden: refused,
  not_found: no,
  conflict: no,
  stale: no,
  precondition_required: usage,
  gone: no,
  too_large: usage,
  unsupported_media_type: usage,
  too_many_requests: refused,
  blocked_by_policy: refused,
  unavailable: unreachable,
} as const satisfies Record<RefusalCode, ExitCode>
