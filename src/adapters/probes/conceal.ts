import { secretMask } from '../../kernel/index.ts'

/** Secrets of three characters would leave no word whole, and are none. */
const least = 4

/** A secret as it was typed, and as a target may repeat it: in a URL, in JSON, in a page. */
function waysToWrite(secret: string): readonly string[] {
  const whole = secret.toWellFormed()
  const ways = [
    secret,
    encodeURIComponent(whole),
    JSON.stringify(secret).slice(1, -1),
    whole.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  ]
  return [...new Set(ways)]
}

/** All ways of all secrets, the longest first: one may be a part of another. */
const allWays = (secrets: ReadonlySet<string>): readonly string[] =>
  [...secrets]
    .filter((secret) => secret.length >= least)
    .flatMap(waysToWrite)
    .sort((a, b) => b.length - a.length)

/** The text without secrets. */
export function concealed(text: string, secrets: ReadonlySet<string>): string {
  if (secrets.size === 0) return text
  let shown = text
  for (const way of allWays(secrets)) shown = shown.replaceAll(way, secretMask)
  return shown
}

/** A text that was cut, without the part of a secret that it may end with. */
export function concealedEnd(text: string, secrets: ReadonlySet<string>): string {
  for (const way of allWays(secrets)) {
    for (let length = Math.min(way.length - 1, text.length); length >= least; length--) {
      if (text.endsWith(way.slice(0, length))) return text.slice(0, -length) + secretMask
    }
  }
  return text
}
