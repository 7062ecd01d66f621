/**
 * The company of the demonstration: a bakery with a web shop. What it runs, and what goes wrong there.
 * Everything is a function of the seconds since the start, so that two runs tell the same story.
 */

/** How a program of the company behaves for a while. */
export type Mood =
  | { readonly kind: 'well'; readonly ms: number }
  | { readonly kind: 'fails'; readonly status: number; readonly body: string }
  /** Takes connections and never answers. */
  | { readonly kind: 'hangs' }
  /** Nobody listens. */
  | { readonly kind: 'gone' }

export type Place = {
  readonly name: string
  readonly kind: 'http' | 'tcp'
  readonly path?: string
  readonly tags: readonly string[]
  /** Its answers take about this long, in milliseconds. */
  readonly usualMs: number
  readonly degradedAboveMs?: number
  /** What it cannot work without. */
  readonly needs?: readonly string[]
  readonly paused?: boolean
}

export const places: readonly Place[] = [
  {
    name: 'Web shop',
    kind: 'http',
    path: '/health',
    tags: ['shop', 'public'],
    usualMs: 46,
    degradedAboveMs: 300,
    needs: ['Orders database'],
  },
  {
    name: 'Checkout',
    kind: 'http',
    path: '/ready',
    tags: ['shop', 'public', 'money'],
    usualMs: 64,
    degradedAboveMs: 400,
    needs: ['Orders database', 'Payments'],
  },
  {
    name: 'Payments',
    kind: 'http',
    path: '/v2/ping',
    tags: ['money', 'partner'],
    usualMs: 118,
    degradedAboveMs: 350,
  },
  {
    name: 'Search',
    kind: 'http',
    path: '/_health',
    tags: ['shop'],
    usualMs: 31,
    degradedAboveMs: 250,
  },
  { name: 'Product pictures', kind: 'http', path: '/ok', tags: ['shop', 'cdn'], usualMs: 12 },
  {
    name: 'Customer accounts',
    kind: 'http',
    path: '/health',
    tags: ['shop'],
    usualMs: 38,
    needs: ['Orders database'],
  },
  { name: 'Newsletter', kind: 'http', path: '/status', tags: ['mail', 'partner'], usualMs: 140 },
  { name: 'Mail gateway', kind: 'tcp', tags: ['mail'], usualMs: 4 },
  {
    name: 'Courier tracking',
    kind: 'http',
    path: '/api/status',
    tags: ['partner'],
    usualMs: 210,
    degradedAboveMs: 500,
  },
  { name: 'Oven telemetry', kind: 'http', path: '/live', tags: ['bakery'], usualMs: 22 },
  {
    name: 'Till in Main Street',
    kind: 'http',
    path: '/ping',
    tags: ['bakery', 'till'],
    usualMs: 29,
  },
  {
    name: 'Till at the station',
    kind: 'http',
    path: '/ping',
    tags: ['bakery', 'till'],
    usualMs: 35,
  },
  { name: 'Orders database', kind: 'tcp', tags: ['data'], usualMs: 2 },
  { name: 'Session cache', kind: 'tcp', tags: ['data'], usualMs: 1 },
  {
    name: 'Warehouse',
    kind: 'http',
    path: '/health',
    tags: ['data', 'bakery'],
    usualMs: 88,
    degradedAboveMs: 400,
  },
  {
    name: 'Nightly reports',
    kind: 'http',
    path: '/last-run',
    tags: ['data'],
    usualMs: 300,
    paused: true,
  },
]

export type Mishap = {
  readonly place: string
  readonly mood: Mood
  /** Seconds since the start of a turn, and how long it lasts. */
  readonly from: number
  readonly for: number
}

/** After this many seconds the story begins again. */
export const turnSeconds = 600

const slow = (ms: number): Mood => ({ kind: 'well', ms })
const fails = (status: number, body: string): Mood => ({ kind: 'fails', status, body })

export const mishaps: readonly Mishap[] = [
  { place: 'Search', mood: slow(420), from: 20, for: 25 },
  { place: 'Till at the station', mood: { kind: 'gone' }, from: 50, for: 18 },
  { place: 'Courier tracking', mood: fails(502, 'upstream connect error'), from: 75, for: 14 },
  { place: 'Payments', mood: { kind: 'hangs' }, from: 130, for: 30 },
  { place: 'Newsletter', mood: fails(503, 'down for maintenance'), from: 190, for: 45 },
  { place: 'Orders database', mood: { kind: 'gone' }, from: 260, for: 24 },
  { place: 'Warehouse', mood: slow(700), from: 300, for: 60 },
  {
    place: 'Oven telemetry',
    mood: fails(500, 'TypeError: Cannot read temperature of undefined'),
    from: 380,
    for: 12,
  },
  { place: 'Search', mood: fails(503, 'index is being rebuilt'), from: 430, for: 40 },
  { place: 'Mail gateway', mood: { kind: 'gone' }, from: 500, for: 20 },
  { place: 'Courier tracking', mood: slow(900), from: 540, for: 50 },
]

const during = (mishap: Mishap, at: number): boolean =>
  at >= mishap.from && at < mishap.from + mishap.for

/** The mishaps that go on at a second of the story. */
export const mishapsAt = (seconds: number): readonly Mishap[] =>
  mishaps.filter((mishap) => during(mishap, seconds % turnSeconds))

/** How a place behaves. Who needs something that does not work does not work either. */
export function moodOf(place: Place, seconds: number): Mood {
  const now = mishapsAt(seconds)
  const own = now.find((mishap) => mishap.place === place.name)
  if (own !== undefined) return own.mood
  const missing = place.needs?.find((need) =>
    now.some(({ place: name, mood }) => name === need && mood.kind !== 'well'),
  )
  if (missing !== undefined) return fails(503, `${missing} does not answer`)
  return { kind: 'well', ms: usual(place, seconds) }
}

/** Answers wander around what is usual, slower in the middle of each turn, with a hiccup now and then. */
function usual({ name, usualMs }: Place, seconds: number): number {
  const phase = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0)
  const tide = 1 + 0.25 * Math.sin((2 * Math.PI * seconds) / turnSeconds + phase)
  const ripple = 1 + 0.18 * Math.sin(seconds * 1.7 + phase) + 0.1 * Math.sin(seconds * 0.37)
  const hiccup = Math.floor(seconds + phase) % 61 === 0 ? 2.4 : 1
  return Math.max(1, usualMs * tide * ripple * hiccup)
}
