/** Time is an argument: `Date.now()` and process.env are words in a comment here. */
export type Clock = { now(): number; performance: number }
export const systemClock = (clock: Clock) => clock.now() + clock.performance
export const says = 'new Date() and fetch() in a string'
export const at = (ms: number) => `${new Date(ms)} is not ${'Date.now()'} or Math.random()`
