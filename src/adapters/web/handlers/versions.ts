import type { FieldError } from '../../../kernel/index.ts'
import type { Typed } from '../forms/index.ts'

/** The version that a form was filled with; 0 where it does not say. */
export const revOf = ({ rev = '' }: Typed): number => Number(/^\d{1,9}$/.exec(rev)?.[0] ?? 0)

/** What somebody else saved meanwhile is not overwritten unseen: the form says so, and may be sent again. */
export const changedMeanwhile: readonly FieldError[] = [
  {
    path: 'name',
    message: 'and the rest were changed by somebody else; save again to overwrite',
  },
]
