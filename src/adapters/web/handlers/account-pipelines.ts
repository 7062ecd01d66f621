import type { FieldError } from '../../../kernel/index.ts'
import { StalePreferences } from '../../../modules/identity/index.ts'
import {
  atPipelineFields,
  pipelineDraft,
  pipelineText,
  readForm,
  type Typed,
} from '../forms/index.ts'
import type { HttpContext } from '../http.ts'
import type { AccountPipelinesProps } from '../pages/account-pipelines.tsx'
import type { Site } from '../site.ts'
import { byOf, orInvalid, theUser } from './common.ts'
import { revOf } from './versions.ts'

/** What was typed, and why it was not saved. */
export type PipelinesTyped = { readonly text: Typed; readonly errors: readonly FieldError[] }

/** Saves the form of pipelines. @returns `null` when it is saved. */
export async function savePipelines(c: HttpContext, site: Site): Promise<PipelinesTyped | null> {
  const typed = await readForm(c)
  const change = { input: pipelineDraft(typed), expectedRev: revOf(typed) }
  try {
    await site.identity.preferences.patch(change, byOf(c))
    return null
  } catch (error) {
    if (error instanceof StalePreferences) {
      return { text: { ...typed, rev: String(error.rev) }, errors: changedMeanwhile }
    }
    return { text: typed, errors: atPipelineFields(orInvalid(error).fields) }
  }
}

/** Another tab or program of the same person was quicker. */
const changedMeanwhile: readonly FieldError[] = [
  { path: 'groups', message: 'and the rest were changed meanwhile; save again to overwrite' },
]

/** What the panel shows: what was typed, else what is stored. */
export async function pipelinesOf(
  c: HttpContext,
  site: Site,
  typed: PipelinesTyped | null,
): Promise<AccountPipelinesProps> {
  const [stored, channels] = await Promise.all([
    site.identity.preferences.get(theUser(c)),
    site.channels.list(),
  ])
  const { watched, hidden } = stored.preferences
  const text = typed?.text ?? pipelineText(stored)
  const counts = { watched: watched.length, hidden: hidden.length }
  return { text, errors: typed?.errors ?? [], channels, ...counts }
}
