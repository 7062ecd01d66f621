import type { Clock } from '../../kernel/index.ts'

export const judge = (clock: Clock, at: number, fetch: unknown) => [
  clock.now(),
  new Date(at),
  fetch,
  Date.now(), // breaks
  [].map(Date . now), // breaks
  new Date(), // breaks
  new Date, // breaks
  Date(), // breaks
  Math.random(), // breaks
  `at ${Temporal.Now.instant()}`, // breaks
  fetch('http://localhost'), // breaks
  process.pid, // breaks
  setTimeout(judge, 1), // breaks
  setInterval(judge, 1), // breaks
  setImmediate(judge), // breaks
  performance.now(), // breaks
  globalThis, // breaks
  console.log('http://'), // breaks
  crypto.randomUUID(), // breaks
  crypto => crypto.hash('a crypto that was handed in'),
  Date['now'](), // breaks
]
const { random } = Math // breaks
