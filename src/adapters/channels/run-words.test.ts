import { expect, test } from 'vitest'
import type { RunNews } from '../../modules/alerts/index.ts'
import { wordsOf } from './letter.ts'
import { aDigest, aRunNews, aTurnedRun, hostile } from './letters.contract.ts'
import { platformLinkOf, runLinesOf, runTitleOf } from './run-words.ts'
import { messageOf } from './slack/blocks.ts'
import { escaped } from './slack/markup.ts'
import { mailOf, threadOf } from './smtp/mail.ts'
import { bodyOf } from './webhook/body.ts'

const link = 'https://pharos.example/ci/runs/501'
const letter = (notification = aTurnedRun()) => ({ settings: {}, notification, link })

test.each<[Partial<RunNews>, string]>([
  [{}, 'acme/shop is broken: build failed on main (Sell lamps, by ann)'],
  [
    { turn: 'fixed', status: 'success' },
    'acme/shop is fixed: build passed on main (Sell lamps, by ann)',
  ],
  [
    { turn: 'fixed', status: 'warning', message: null },
    'acme/shop is fixed: build passed with warnings on main (by ann)',
  ],
  [{ title: null, author: null }, 'acme/shop is broken: run #71 failed on main (Sell lamps)'],
  [
    { title: null, number: null, branch: null, author: null, message: null },
    'acme/shop is broken: a run failed',
  ],
])('a run of %j is titled in words', (differs, title) => {
  expect(runTitleOf(aRunNews(differs))).toBe(title)
})

test('it is told with its commit, its time and what it took', () => {
  expect(runLinesOf(aRunNews()).map(({ label, text }) => `${label}: ${text}`)).toEqual([
    'Run: build #71',
    'Branch: main',
    'Commit: a1b2c3d4e5f6 Sell lamps',
    'By: ann',
    'Ended: 2026-12-31T14:29:55Z',
    'Took: 1m30s',
  ])
})

test('what is not known is left out', () => {
  const unknown = { branch: null, sha: null, message: null, author: null }
  const lines = runLinesOf(aRunNews({ ...unknown, finishedAt: null, durationMs: null }))
  expect(lines.map(({ label }) => label)).toEqual(['Run'])
})

test.each([
  ['https://ci.example/a?b=1&c=%2F', 'https://ci.example/a?b=1&c=%2F'],
  ['https://ann:secret@ci.example/a', 'https://ci.example/a'],
  ['https://ci.example/@everyone|<!channel>', 'https://ci.example/%40everyone%7C%3C!channel%3E'],
  ['javascript:alert(1)', null],
  ['no address', null],
  [`https://ci.example/${'a'.repeat(2_000)}`, null],
  [null, null],
])('N4 the address %j of a platform leads to %j', (webUrl, address) => {
  expect(platformLinkOf({ webUrl })).toBe(address)
})

test('a message leads to Pharos and to the platform', () => {
  const { text, blocks } = messageOf(letter())
  const platform = 'https://ci.example/acme/shop/71?a=1&b=%2F'
  expect(blocks[0]?.text.text).toBe(
    '*🔴 acme/shop is broken: build failed on main (Sell lamps, by ann)*',
  )
  expect(blocks.at(-1)?.text.text).toBe(
    `<${link}|Open in Pharos> · <${platform}|Open at the platform>`,
  )
  expect(text.split('\n').slice(-2)).toEqual([link, platform])
  const mail = mailOf(letter())
  expect(mail.text).toContain(`${link}\n${platform}\n`)
  expect(mail.html).toContain('<a href="https://ci.example/acme/shop/71?a=1&amp;b=%2F">')
})

test('runs of one project stand in one thread, whatever they turned', () => {
  expect(threadOf(aTurnedRun({ turn: 'fixed' }))).toBe(threadOf(aTurnedRun()))
  expect(threadOf(aTurnedRun({ projectId: 10 as RunNews['projectId'] }))).not.toBe(
    threadOf(aTurnedRun()),
  )
})

test('a webhook has the run as data', () => {
  expect(bodyOf(letter())).toEqual({
    version: 1,
    id: '7d1e4b5a9b3d4c6e8f0a1b2c3d4e5f60',
    kind: 'run',
    at: '2026-12-31T14:30:00Z',
    link,
    turn: 'broken',
    project: { id: 9, name: 'acme/shop' },
    run: {
      id: 501,
      title: 'build',
      number: 71,
      status: 'failed',
      branch: 'main',
      is_default_branch: true,
      sha: 'a1b2c3d4e5f60718293a',
      author: 'ann',
      message: 'Sell lamps',
      url: 'https://ci.example/acme/shop/71?a=1&b=%2F',
      finished_at: '2026-12-31T14:29:55Z',
      duration_ms: 90_400,
    },
  })
})

test('N4 what others wrote of a run does nothing, and stays on one line', () => {
  const all = { project: hostile, title: hostile, branch: hostile, message: hostile }
  const run = aTurnedRun({ ...all, author: hostile, sha: hostile, status: hostile })
  const { text, blocks } = messageOf(letter(run))
  const said = [text, ...blocks.map((block) => block.text.text)].join('\n')
  expect(said).not.toMatch(/<!|<http:\/\/evil/)
  const { html, subject } = mailOf(letter(run))
  expect(html).not.toMatch(/<b onclick|<\/title>/)
  expect(subject).not.toMatch(/[\r\n]/)
  expect(escaped('@channel')).not.toBe('@channel')
})

test('N5 a run with texts of any length stays within the limits', () => {
  const long = 'ü'.repeat(100_000)
  const { text, blocks } = messageOf(
    letter(aTurnedRun({ project: long, title: long, branch: long, message: long, author: long })),
  )
  expect(text.length).toBeLessThanOrEqual(2_000)
  for (const block of blocks) expect(block.text.text.length).toBeLessThanOrEqual(3_000)
})

test('a digest names runs beside services, and counts both', () => {
  const digest = aDigest(2)
  const runs = [aRunNews(), aRunNews({ turn: 'fixed', status: 'success' })]
  const notification = { ...digest, runs } as typeof digest
  const { title, list, tone } = wordsOf(notification)
  expect(title).toBe('4 changes: 2 down, 1 broken, 1 fixed')
  expect(list.at(-1)).toBe('acme/shop is fixed: build passed on main (Sell lamps, by ann)')
  expect(tone).toBe('bad')
  expect(bodyOf({ ...letter(notification), link: null })).toMatchObject({
    changes: [{ status: 'down' }, { status: 'down' }],
    runs: [{ turn: 'broken' }, { turn: 'fixed', project: { name: 'acme/shop' } }],
  })
})
