import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { Seq } from '../../../kernel/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import { openHouse } from '../house.contract.ts'
import { changesSince } from '../live/changes.ts'
import { createLedger, createProcess } from '../live/list-changes.contract.ts'
import { exactly } from '../live/position.ts'
import { parseTopics } from '../live/topics.ts'
import { paths } from '../paths.ts'

const hostile = [
  '</template><hx-partial hx-target="body" hx-swap="innerHTML">x</hx-partial>',
  '<hx-partial',
  '</hx-partial></tr></tbody></table>',
  '"><svg/onload=alert(1)>',
  "'--></title><head><title>x</title></head>",
  '<tr id="svc-1">',
  '&quot;&#60;b&gt;',
  '#services-body',
  'a\r\nid: 9\n\nevent: bye',
]

const text = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
  fc.tuple(fc.constantFrom(...hostile), fc.string({ maxLength: 5 })).map((parts) => parts.join('')),
)

const voids = new Set(['br', 'hr', 'img', 'input', 'link', 'meta', 'wbr'])

/** A tag with its attributes, text, or a sign that begins a tag and does not end one. */
const token =
  /<(?<end>\/?)(?<name>[a-zA-Z][\w-]*)(?<attributes>(?:\s+[^\s=>"'/<]+(?:="[^"]*")?)*)\s*(?<closed>\/?)>|(?<words>[^<]+)|(?<stray><)/g

/**
 * The ids of the elements that stand side by side in markup as this program writes it, which is
 * stricter than HTML: every element is ended, and every value is quoted. Throws where it is not so.
 */
function rootsOf(markup: string): string[] {
  const roots: string[] = []
  const open: string[] = []
  for (const { groups = {} } of markup.matchAll(token)) {
    const { end, name = '', closed, stray } = groups
    if (stray !== undefined) throw new Error('"<" stands in the text')
    if (open.length === 0) roots.push(...rootOf(groups))
    if (end && open.pop() !== name) throw new Error(`</${name}> ends nothing`)
    if (isOpening(name, end, closed)) open.push(name)
  }
  if (open.length > 0) throw new Error(`<${open.join('> <')}> is not ended`)
  return roots
}

/** The id of an element that stands in nothing. */
function rootOf({ end, words, attributes = '' }: Readonly<Record<string, string>>): string[] {
  if (end || words?.trim()) throw new Error('an end or a text stands alone')
  return words === undefined ? [/\sid="([^"]*)"/.exec(attributes)?.[1] ?? ''] : []
}

const isOpening = (name: string, end = '', closed = ''): boolean =>
  name !== '' && end === '' && closed === '' && !voids.has(name)

const partialPattern = /^<hx-partial hx-target="([^"]*)" hx-swap="(\w+)">(.*)<\/hx-partial>$/s

/** Throws unless a change of the page is one element with the id that its target names, or a removal. */
function expectOneRoot(markup: string): void {
  const [, target = '', swap = '', content = ''] = partialPattern.exec(markup) ?? []
  const selector = target.replaceAll('&quot;', '"')
  const roots = rootsOf(content)
  if (swap === 'delete') {
    expect(roots, selector).toEqual([])
    return
  }
  expect(['outerMorph', 'beforeend', 'afterbegin']).toContain(swap)
  const pattern = swap === 'outerMorph' ? /#([\w-]+)$/ : /:has\(#([\w-]+)\)\)$/
  expect(roots, `${swap} ${selector}`).toEqual([pattern.exec(selector)?.[1]])
}

const topics = [
  'health,top',
  'health,svc',
  'health,list:status=down',
  'health,list:q=a;sort=name',
  'svc:1.2',
  'health,one:1',
].map(parseTopics)

const differing = fc.record({
  name: text,
  url: text,
  status: fc.constantFrom('up', 'degraded', 'down', 'unknown', 'paused'),
  recent: fc.stringMatching(/^[ugd-]{0,100}$/),
  lastCheckedAt: fc.option(fc.nat()),
  responseMs: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
})

/** Everything that any view is sent between two points, with whatever text in it. */
function sentFor(before: Partial<Service>, after: Partial<Service>): string[] {
  const ledger = createLedger()
  for (const id of [0, 1, 2]) ledger.put(id, { ...before, system: id === 0 })
  const process = createProcess(ledger)
  const start = process.board.seq()
  ledger.put(1, after)
  ledger.put(3, after)
  process.read()
  const middle = process.board.seq()
  ledger.remove(1)
  ledger.remove(2)
  process.read()
  return [0 as Seq, start, middle].flatMap((cursor) =>
    topics.flatMap((view) =>
      (['viewer', 'editor'] as const).flatMap((eyes) =>
        changesSince(exactly(cursor), { topics: view, eyes }, process),
      ),
    ),
  )
}

test('every change of a page is one element with the id of its target, whatever its texts are', () => {
  const found = new Set<string>()
  fc.assert(
    fc.property(differing, differing, (before, after) => {
      for (const markup of sentFor(before, after)) {
        expectOneRoot(markup)
        found.add(partialPattern.exec(markup)?.[1]?.replace(/\d+/g, 'N') ?? '')
      }
    }),
    { numRuns: 25 },
  )
  expect([...found]).toEqual(
    expect.arrayContaining(['#svc-N', '#svc-N-head', '#services-body', '#banner', '#p-health']),
  )
})

test('every part of a page that asks for itself gets itself, whatever its texts are', async () => {
  const house = await openHouse()
  onTestFinished(() => house[Symbol.asyncDispose]())
  const as = await house.person('admin')
  const actor = { userId: null, label: 'test', requestId: null }
  const asking = /<\w+\s[^>]*\bid="([^"]+)"[^>]*\bhx-get="([^"]+)"[^>]*>/g
  const found = new Set<string>()
  await fc.assert(
    fc.asyncProperty(text, async (name) => {
      if (name.trim() === '') return
      const draft = { name, url: 'https://api.example.com/' }
      const { value } = await house.services.create(draft, actor)
      const page = await house.read(paths.service(value.id), { as })
      for (const [tag, id = '', address = ''] of page.matchAll(asking)) {
        if (!tag.includes('hx-swap="outerMorph"')) continue
        const part = await house.read(address.replaceAll('&amp;', '&'), { as, hx: true })
        // htmx takes a title out for the browser's tab.
        expect(rootsOf(part.replace(/<title>[^<]*<\/title>$/, '')), address).toEqual([id])
        found.add(id.replace(/\d+/g, 'N'))
      }
    }),
    { numRuns: 25 },
  )
  expect(found.size).toBeGreaterThan(0)
})

test.each([
  ['<p id="a"></p><p id="b"></p>', ['a', 'b']],
  ['<p id="a"><br><input id="b"></p>', ['a']],
  ['', []],
])('%s has these roots', (markup, roots) => expect(rootsOf(markup)).toEqual(roots))

test.each(['<p>', '</p>', 'text', '<p><', '<p><b></p></b>', '<p id="a"></p>text'])(
  '%s is refused',
  (markup) => expect(() => rootsOf(markup)).toThrow(),
)
