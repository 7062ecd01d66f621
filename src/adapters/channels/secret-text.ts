import { isSealed, secretMask } from '../../kernel/index.ts'

/** A rule for a secret as it is typed: one that is sealed, or stands as its mask, was looked at before. */
export const asTyped =
  (isFit: (text: string) => boolean) =>
  (text: string): boolean =>
    text === secretMask || isSealed(text) || isFit(text)
