import { z } from 'zod'

/** An address to post to. Credentials in it would be shown with it. */
export const postUrl = z
  .string({ error: 'is needed' })
  .trim()
  .min(1, 'is needed')
  .max(2_048, 'is too long')
  .refine((text) => urlOf(text) !== null, 'must look like https://example.com/path')

/** The URL of a setting, `null` for one that is none or holds credentials. */
export function urlOf(text: string): URL | null {
  if (/[\p{Cc}\\]/u.test(text) || !/^https?:\/\/[^/?#]/i.test(text)) return null
  const url = URL.parse(text)
  return url === null || url.username !== '' || url.password !== '' ? null : url
}
