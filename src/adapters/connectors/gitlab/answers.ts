import { z } from 'zod'
import { oneLine } from '../../../kernel/index.ts'
import { PlatformFault } from '../../../modules/pipelines/index.ts'
import type { Answer } from '../http/client.ts'

const said = z
  .object({ message: z.string().catch(''), error: z.string().catch('') })
  .catch({ message: '', error: '' })

/** One segment of a path: `feature/a b` is `feature%2Fa%20b`. */
export function segment(text: string): string {
  // An URL has no way to write these, encoded or not, without leaving the folder.
  if (text === '' || text === '.' || text === '..') {
    throw new PlatformFault(
      'not_found',
      `GitLab has nothing that is called ${JSON.stringify(text)}`,
    )
  }
  return encodeURIComponent(text)
}

/**
 * What a 403 on pipelines means: CI is off for the project, or for whoever asks, which looks the
 * same; only a token whose scope does not reach says so.
 */
export function refuseForbidden({ status, body }: Answer): void {
  if (status !== 403) return
  const { error } = said.parse(body)
  throw error === 'insufficient_scope'
    ? new PlatformFault('forbidden', 'the token’s scope does not allow this', { status })
    : new PlatformFault('disabled', 'CI/CD is off for this project, or for this token', { status })
}

/** Whether there is no such thing in a project. Throws when it is the project that is not there. */
export function isAbsent({ status, body }: Answer): boolean {
  if (status !== 404) return false
  const { message } = said.parse(body)
  if (!/project not found/i.test(message)) return true
  throw new PlatformFault('not_found', oneLine(message, 100), { status })
}
