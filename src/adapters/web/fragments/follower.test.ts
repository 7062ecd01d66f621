import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'

const script = stripTypeScriptTypes(
  readFileSync(join(import.meta.dirname, '../browser/refresh.ts'), 'utf8'),
)

class Panel extends EventTarget {
  readonly dataset: Record<string, string>
  asked = 0
  rev: number
  constructor(rev: number, dataset: Record<string, string> = {}) {
    super()
    this.rev = rev
    this.dataset = dataset
    this.addEventListener('refresh', () => {
      this.asked += 1
    })
  }
  getAttribute(name: string): string | null {
    return name === 'data-rev' ? String(this.rev) : null
  }
}

/** As much of a page as the script looks at, with a clock that only the test moves. */
function openPage(every?: string) {
  const head = new Panel(1)
  const panel = new Panel(1, { follows: 'head', ...(every !== undefined && { every }) })
  const state = { now: 0, hidden: false }
  const ticks: (() => void)[] = []
  const listeners = new Map<string, (event: object) => void>()
  runInNewContext(script, {
    HTMLElement: Panel,
    Event,
    WeakMap,
    performance: { now: () => state.now },
    setInterval: (tick: () => void) => ticks.push(tick),
    document: {
      get hidden() {
        return state.hidden
      },
      querySelectorAll: () => [panel],
      getElementById: (id: string) => (id === 'head' ? head : null),
      addEventListener: (name: string, listener: (event: object) => void) =>
        listeners.set(name, listener),
    },
  })
  const tell = (name: string, event: object = {}) => listeners.get(name)?.(event)
  return {
    head,
    panel,
    state,
    /** A message of the stream has brought a change. */
    change() {
      head.rev += 1
      tell('htmx:after:swap')
    },
    /** The panel gets its answer; it shows what the head was at when it was asked for. */
    answer(status: number, rev = panel.rev) {
      panel.rev = rev
      tell('htmx:finally:request', { target: panel, detail: { ctx: { response: { status } } } })
    },
    show() {
      state.hidden = false
      tell('visibilitychange')
    },
    pass(ms: number) {
      for (let passed = 0; passed < ms; passed += 500) {
        state.now += 500
        for (const tick of ticks) tick()
      }
    },
  }
}

test('a panel is asked for at the first change at once', () => {
  const page = openPage()
  page.pass(5_000)
  expect(page.panel.asked).toBe(0)
  page.change()
  expect(page.panel.asked).toBe(1)
})

test('a burst asks every two seconds, and once more for its last change', () => {
  const page = openPage()
  page.change()
  for (let i = 0; i < 8; i++) {
    page.change()
    page.answer(200, page.head.rev - 1)
    page.pass(500)
  }
  expect(page.panel.asked).toBeLessThanOrEqual(3)
  page.pass(3_000)
  page.answer(200, page.head.rev)
  const asked = page.panel.asked
  page.pass(60_000)
  expect(page.panel.asked).toBe(asked)
})

test('nothing is asked twice at once', () => {
  const page = openPage()
  page.change()
  page.change()
  page.pass(20_000)
  expect(page.panel.asked).toBe(1)
})

test('a hidden tab asks when it is looked at again', () => {
  const page = openPage()
  page.state.hidden = true
  page.change()
  page.pass(60_000)
  expect(page.panel.asked).toBe(0)
  page.show()
  expect(page.panel.asked).toBe(1)
})

test.each([204, 503])('an answer of %i is asked for again, after a longer pause', (status) => {
  const page = openPage()
  page.change()
  page.answer(status)
  page.pass(9_000)
  expect(page.panel.asked).toBe(1)
  page.pass(1_500)
  expect(page.panel.asked).toBe(2)
})

test('what time alone changes is asked for when its time is over', () => {
  const page = openPage('60000')
  page.pass(59_000)
  expect(page.panel.asked).toBe(0)
  page.pass(2_000)
  expect(page.panel.asked).toBe(1)
  page.answer(200)
  page.pass(59_000)
  expect(page.panel.asked).toBe(1)
})
