import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Seq, ServiceId } from '../../kernel/index.ts'
import type { OutcomeRecord } from '../../modules/checks/index.ts'
import { describeProbes } from '../probes/index.ts'
import type { Entry } from './board/index.ts'
import { createServiceForm, type Note } from './forms/index.ts'
import { ServiceHead } from './fragments/head.tsx'
import { createRender } from './fragments/index.ts'
import { ServiceRow } from './fragments/row.tsx'
import { type House, openHouse, type Person } from './house.contract.ts'
import { framesOf, partial } from './live/message.ts'
import { exactly } from './live/position.ts'
import {
  ChecksPanel,
  LatestPanel,
  ServiceFormPage,
  ServicePage,
  type Tried,
  TryResult,
} from './pages/index.ts'
import { sampleEntry } from './sample.contract.ts'

const render = createRender('/a/icons.svg')
const actor = { userId: null, label: 'test', requestId: null }

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '" hx-get="/evil" hx-trigger="load',
  '</title><script>alert(1)</script>',
  '</template><hx-partial hx-target="body" hx-swap="innerHTML">x</hx-partial>',
  '<head><title>x</title></head>',
  '<!--',
  'js:alert(1)',
  '&lt;b&gt;',
  'a\r\ndata: <b>\nid: 9\n\nevent: bye',
]

/** Tags with the names of their attributes: what a browser makes of the text, without the text. */
function structure(markup: string): string[] {
  return [...markup.matchAll(/<(\/?[a-z][\w-]*)((?:\s+[^\s=>"/]+(?:="[^"]*")?)*)\s*\/?>/gi)].map(
    ([, tag, attributes = '']) =>
      [
        tag,
        ...[...attributes.matchAll(/\s+([^\s=>"/]+)(?:="[^"]*")?/g)].map(([, name]) => name),
      ].join(' '),
  )
}

const outcome = (message: string): OutcomeRecord => ({
  id: 1,
  serviceId: 12 as ServiceId,
  slot: 0,
  slots: 1,
  status: 'down',
  reason: 'bad_status',
  message,
  phases: null,
  maintenance: false,
  evidence: { [message]: message, more: message },
  checkedAt: 0,
})

const serviceForm = createServiceForm({
  probes: describeProbes(),
  defaults: { intervalMs: 30_000, timeoutMs: 10_000 },
})

const triedOut = (text: string): Tried => ({
  status: 'down',
  reason: 'bad_status',
  message: text,
  phases: { dnsMs: 1, connectMs: 2, tlsMs: null, firstByteMs: 3, totalMs: 7 },
  evidence: { [text]: text },
  target: text,
})

/** Everything that shows a name, an address or a message. */
function drawn(text: string): string {
  const entry: Entry = sampleEntry({ name: text, url: text })
  const { service, seq } = entry
  const { id } = service
  const was = serviceForm.textOf(service)
  const clash: Note = { kind: 'clash', was: text, theirs: text, yours: text }
  const notes = { name: clash, url: { ...clash, kind: 'merged' as const } }
  return [
    <ServiceRow entry={entry} eyes="editor" />,
    <ServiceHead entry={entry} />,
    <ServicePage
      service={service}
      eyes="editor"
      banner=""
      head=""
      uptime={{ service, rev: seq, uptimes: null }}
      response={{ service, rev: seq, range: '24h', series: null }}
      latest={{ id, rev: seq, outcomes: [outcome(text)] }}
      history={{ id, rev: seq, items: [] }}
    />,
    <LatestPanel id={id} rev={seq} outcomes={[outcome(text)]} />,
    <ChecksPanel
      service={service}
      rev={seq}
      status={null}
      before={null}
      trail={{ items: [outcome(text)], next: null }}
    />,
    <ServiceFormPage
      form={serviceForm}
      text={was}
      errors={[{ path: 'name', message: text }]}
      editing={{ service, rev: 1, was, before: was, notes }}
    />,
    <TryResult trial={{ kind: 'found', tried: triedOut(text) }} />,
  ]
    .map(render)
    .join('')
}

describe('text of users and targets', () => {
  const harmless = structure(drawn('api'))

  test.each(hostile)('is inert: %j', (text) => expect(structure(drawn(text))).toEqual(harmless))

  test('is inert whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        expect(structure(drawn(text))).toEqual(harmless)
      }),
    )
  })

  test.each(hostile)('cannot end a message of the stream: %j', (text) => {
    const row = render(<ServiceRow entry={sampleEntry({ name: text })} eyes="editor" />)
    const lines = framesOf([partial('#svc-12', 'outerMorph', row)], exactly(7 as Seq)).split(
      /\r\n|\r|\n/,
    )
    expect(lines.slice(0, 1)).toEqual(['id: 7'])
    expect(lines.slice(1, -2).every((line) => line.startsWith('data: '))).toBe(true)
    expect(lines.slice(-2)).toEqual(['', ''])
  })
})

const allowed = new Set([
  'hx-get',
  'hx-post',
  'hx-delete',
  'hx-target',
  'hx-swap',
  'hx-trigger',
  'hx-sync',
  'hx-confirm',
  'hx-disable',
  'hx-indicator',
  'hx-include',
  'hx-morph-skip',
  'hx-ignore',
  'hx-sse:connect',
  'hx-sse:close',
])
const swaps = 'outerMorph outerHTML innerHTML beforeend afterbegin delete none'.split(' ')

const addresses = [
  '/',
  '/services',
  '/services/1',
  '/services/1/checks',
  '/services/1/edit',
  '/services/1/delete',
  '/services/new',
  '/services/paste',
  '/account',
  '/nowhere',
]

async function openPages(): Promise<{ house: House; admin: Person }> {
  const house = await openHouse()
  onTestFinished(() => house[Symbol.asyncDispose]())
  const admin = await house.person('admin')
  for (const name of hostile) {
    const draft = { name, url: 'https://api.example.com/' }
    await house.services.create(draft, actor)
  }
  return { house, admin }
}

describe('every page', () => {
  test('uses only the attributes of htmx that run without evaluating text', async () => {
    const { house, admin } = await openPages()
    for (const path of addresses) {
      const markup = await house.read(path, { as: admin })
      for (const [, name = '', value = ''] of markup.matchAll(/\s(hx-[\w:-]+)="([^"]*)"/g)) {
        const known = allowed.has(name) || /^hx-status:[1-5][\dx]{2}$/.test(name)
        expect(known, `${name} on ${path}`).toBe(true)
        if (name === 'hx-swap') expect(swaps).toContain(value)
        if (name === 'hx-trigger') expect(value).not.toContain('[')
        expect(value).not.toMatch(/^\s*(js|javascript):/)
      }
    }
  })

  test('has no inline script, style or handler', async () => {
    const { house, admin } = await openPages()
    for (const path of addresses) {
      const tags = structure(await house.read(path, { as: admin }))
      expect(tags.length).toBeGreaterThan(10)
      expect(
        tags.filter((tag) => /^style\b|\s(style|on\w+)\b/.test(tag)),
        path,
      ).toEqual([])
      for (const tag of tags) if (/^script\b/.test(tag)) expect(tag).toBe('script defer src')
    }
  })

  test('has every id once, a label for every field, and one heading of the first rank', async () => {
    const { house, admin } = await openPages()
    for (const path of addresses) {
      const markup = await house.read(path, { as: admin })
      const ids = [...markup.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id ?? '')
      expect(new Set(ids).size, path).toBe(ids.length)
      const fields = [
        ...markup.matchAll(
          /<(?:input|select|textarea)\b(?![^>]*(?:type="hidden"|aria-label="))[^>]*>/g,
        ),
      ]
      for (const [field] of fields) {
        const id = /\sid="([^"]*)"/.exec(field)?.[1]
        expect(markup, `${field} on ${path}`).toContain(`<label for="${id}"`)
      }
      expect([...markup.matchAll(/<h1\b/g)], path).toHaveLength(1)
      for (const [, described = ''] of markup.matchAll(
        /aria-(?:describedby|labelledby)="([^"]*)"/g,
      )) {
        for (const id of described.split(' ')) expect(ids).toContain(id)
      }
    }
  })

  test('stands behind a policy that lets nothing run but our own files', async () => {
    const { house, admin } = await openPages()
    for (const path of addresses) {
      const { headers } = await house.ask('GET', path, { as: admin })
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
          "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
          "manifest-src 'self'; worker-src 'self'; require-trusted-types-for 'script'; " +
          'trusted-types pharos',
      )
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
  })
})
