import { generateCookie, getCookie } from 'hono/cookie'
import type { HttpContext } from './http.ts'

/** How somebody likes the pages. It lives in the browser, so that the first bytes of a page know it. */
export type Preferences = {
  readonly theme: 'system' | 'light' | 'dark'
  readonly density: 'comfortable' | 'compact'
  /** Shortcuts of a single key can be switched off (WCAG 2.2, 2.1.4). */
  readonly shortcuts: 'on' | 'off'
}

/** What may be chosen; the first is what holds until somebody chooses. */
export const choices = {
  theme: ['system', 'light', 'dark'],
  density: ['comfortable', 'compact'],
  shortcuts: ['on', 'off'],
} as const satisfies { readonly [Name in keyof Preferences]: readonly Preferences[Name][] }

const cookieOf = (name: keyof Preferences): string => `pharos_${name}`

const chosen = <Choice extends string>(
  text: string | undefined,
  among: readonly [Choice, ...Choice[]],
): Choice => among.find((choice) => choice === text) ?? among[0]

/** What the cookies of a request ask for. */
export const preferencesOf = (c: HttpContext): Preferences =>
  preferencesFrom((name) => getCookie(c, cookieOf(name)))

/** Preferences out of texts by name; whatever is not a choice becomes the default. */
export const preferencesFrom = (
  textOf: (name: keyof Preferences) => string | undefined,
): Preferences => ({
  theme: chosen(textOf('theme'), choices.theme),
  density: chosen(textOf('density'), choices.density),
  shortcuts: chosen(textOf('shortcuts'), choices.shortcuts),
})

const yearSeconds = 31_536_000

/** `Set-Cookie` headers that keep the preferences for a year. No secret is in them. */
export const preferenceCookies = (preferences: Preferences): string[] =>
  Object.entries(preferences).map(([name, value]) =>
    generateCookie(cookieOf(name as keyof Preferences), value, {
      path: '/',
      sameSite: 'Lax',
      maxAge: yearSeconds,
    }),
  )
