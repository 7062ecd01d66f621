import { z } from 'zod'
import { type Ask, PlatformFault, type ProjectKey } from '../../../modules/pipelines/index.ts'
import { line } from '../fields.ts'
import type { Answer, HttpClient } from '../http/client.ts'
import { repo } from './paging.ts'

const says = /\bactions\b.*\b(?:disabled|not enabled)\b|\b(?:disabled|not enabled)\b.*\bactions\b/i
const refusal = z.object({ message: line }).nullable().catch(null)

/** Statuses of which the words are looked at. */
export const refusals = [403, 404]

/** Throws for a list of runs that was refused. Whether Actions are off is in the words, if anywhere. */
export function refuse({ status, body }: Answer): void {
  if (!refusals.includes(status)) return
  if (says.test(refusal.parse(body)?.message ?? '')) throw disabled(status)
  throw status === 403
    ? new PlatformFault('forbidden', 'the token may not read runs of this repository', { status })
    : new PlatformFault('not_found', 'the repository was not found', { status })
}

const disabled = (status: number) =>
  new PlatformFault('disabled', 'Actions are switched off for this repository', { status })

/**
 * Why the runs of a project were not found. Where Actions are off for a whole server there is no such
 * address, although the repository is there: that is looked at.
 */
export async function explained(
  error: unknown,
  http: HttpClient,
  { project, ask }: { readonly project: ProjectKey; readonly ask: Ask },
): Promise<unknown> {
  if (!(error instanceof PlatformFault) || error.kind !== 'not_found') return error
  const { status } = await http.get(repo(project), { ...ask, expect: [404] })
  return status === 404 ? error : disabled(404)
}
