import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from '../test/support/engines.ts'
import { playMany } from './invariants/run.ts'
import { differences } from './invariants/settle.ts'
import { openWorld, type World } from './invariants/world.ts'
import { openBrowser } from './support/browser.ts'

const interleavings = 6

/** Two pages that show the same, but for what is a tab's own. */
const row = (id: number, text: string, age: string) =>
  `<tr id="svc-${id}" data-rev="${id}"><td>${text}<time data-age datetime="2026-01-02">${age}</time></td></tr>`
const page = (rows: readonly string[], { since = 1, title = 'Overview', attributes = '' } = {}) =>
  `<html><head><title>${title}</title></head><body ${attributes}>
    <div id="stream" hx-sse:connect="/stream?t=svc&amp;since=${since}"></div>
    <table><tbody id="services-body">${rows.join('')}</tbody></table>
    <form hx-morph-skip><input name="name" value="${since}"></form></body></html>`
const [one, two] = [row(1, 'Up', 'now'), row(2, 'Down', 'now')]
const whole = page([one, two])

describeWith('chromium', 'pages of two programs on one database', (executable) => {
  describeWith('postgres', 'that is PostgreSQL', (postgres) => {
    const stack = new AsyncDisposableStack()
    let world: World
    beforeAll(async () => {
      const browser = await openBrowser(executable)
      stack.defer(() => browser.close())
      world = stack.use(await openWorld(browser, postgres))
    })
    afterAll(() => stack.disposeAsync())

    test.each([
      ['a row that stays', page([one])],
      ['a row that is missing', page([one, two, row(3, 'Up', 'now')])],
      ['a text', page([row(1, 'Down', 'now'), two])],
      ['the moment of an age', page([one.replace('01-02', '01-03'), two])],
      ['an id', page([one, row(3, 'Down', 'now')])],
      ['a title', page([one, two], { title: 'Services' })],
      ['an attribute', page([one, two], { attributes: 'class="dark"' })],
      ['what the stream carries', whole.replace('t=svc', 't=health')],
    ])('are told apart by %s', async (_what, other) => {
      expect(await differences(world, whole, other)).not.toEqual([])
    })

    test('are the same in another order of rows, of another age, and with a form that was typed into', async () => {
      const other = page([two, row(1, 'Up', '3 s ago')], {
        since: 9,
        title: '(1) Overview',
        attributes: 'data-live="live" class="htmx-request"',
      })
      expect(await differences(world, whole, other)).toEqual([])
    })

    test('are as fresh ones after any interleaving, and keep what their users typed', async () => {
      await playMany(world, interleavings)
    })
  })
})
