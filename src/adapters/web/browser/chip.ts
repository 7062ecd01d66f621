/** Why no more changes come. `reset`: the server has other data than the page shows. */
type Ending = 'signed-out' | 'access' | 'reset'

/** What the page knows of its stream, for the words in the header. */
type LiveState = {
  /** Since when nothing comes, on the monotonic clock. */
  lostAt: number | null
  /** When the last thing came. */
  dataFrom: Date
  ended: Ending | null
  /** The server is of another version than the page. */
  isOutdated: boolean
  isPolling: boolean
  isPaused: boolean
  /** Services whose changes are held back. */
  readonly waiting: Set<string>
}

/** A short break is nobody's business. */
const politeMs = 1_500
const offlineMs = 10_000

type ChipWords = { readonly state: string; readonly text: string; readonly href?: string }

function chipWords(live: LiveState): ChipWords | null {
  const { lostAt, dataFrom, ended, waiting } = live
  const lostFor = lostAt === null ? 0 : performance.now() - lostAt
  const here = location.pathname + location.search
  const outdated = (text: string): ChipWords => ({ state: 'outdated', text, href: here })
  if (ended === 'access') return outdated('Your role has changed. Reload')
  if (ended === 'reset') return outdated('Other data now. Reload')
  if (ended !== null) {
    const href = `/login?next=${encodeURIComponent(here)}`
    return { state: 'signed-out', text: 'Signed out. Log in', href }
  }
  if (live.isPaused) {
    const held = `, ${waiting.size} update${waiting.size === 1 ? '' : 's'} waiting`
    return { state: 'paused', text: `Paused${waiting.size > 0 ? held : ''}` }
  }
  if (live.isPolling) return { state: 'polling', text: 'Every 10 s' }
  if (lostFor >= offlineMs) {
    const at = dataFrom.toLocaleTimeString([], { hourCycle: 'h23' })
    return { state: 'offline', text: `Offline, data from ${at}` }
  }
  if (lostFor >= politeMs) return { state: 'reconnecting', text: 'Reconnecting…' }
  // Neither of a short break is anything said, nor of a beginning.
  if (lostAt !== null) return null
  return live.isOutdated ? outdated('Reload to update') : { state: 'live', text: 'Live' }
}

/** A button that pauses, or a link to what helps. */
function chipControl(chip: HTMLElement, name: 'button' | 'a'): Element {
  const present = chip.firstElementChild
  if (present?.localName === name) return present
  const control = document.createElement(name)
  if (name === 'button') control.title = 'Pause or resume live updates'
  chip.replaceChildren(control)
  return control
}

// biome-ignore lint/correctness/noUnusedVariables: the scripts are one program; live.ts uses it
function drawChip(live: LiveState): void {
  const chip = document.getElementById('chip')
  const words = chipWords(live)
  if (chip === null || words === null) return
  document.body.dataset.live = words.state
  const control = chipControl(chip, words.href === undefined ? 'button' : 'a')
  if (words.href !== undefined) control.setAttribute('href', words.href)
  if (control.textContent !== words.text) control.textContent = words.text
}
