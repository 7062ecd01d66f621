import { describe, expect, test } from 'vitest'
import { Refusal } from '../../kernel/index.ts'
import { type Heard, type Reply, run, serverOf } from './harness.contract.ts'
import type { ServiceFile } from './index.ts'

/** A form of its own: an entry is JSON, and says what becomes of it. */
const form: ServiceFile = {
  write: (services) => `${JSON.stringify(services)}\n`,
  read: (text) => JSON.parse(text),
  plan(entry, present) {
    const { name, is } = entry as { name: string; is: string }
    if (is === 'bad') throw new Refusal('invalid', 'url: is needed')
    if (present === null) return { kind: 'create', body: { name } }
    if (is === 'same') return { kind: 'same' }
    return { kind: 'change', fields: ['paused'], body: { paused: true } }
  },
}
const openServiceFile = async () => form

const present = [
  { id: 0, name: 'Pharos', system: true },
  { id: 1, name: 'shop', system: false },
  { id: 2, name: 'twin', system: false },
  { id: 3, name: 'twin', system: false },
]

function house(differs: (heard: Heard) => Reply | null = () => null) {
  return serverOf((heard) => {
    const { method, url } = heard
    const own = differs(heard)
    if (own !== null) return own
    if (method === 'GET' && url.startsWith('/api/v1/services?')) {
      return { json: { items: present, total: present.length } }
    }
    if (method === 'GET') return { json: present[1], headers: { ETag: '"svc-1-r3"' } }
    return { status: method === 'POST' ? 201 : 200, json: { id: 9 } }
  })
}

const importing = async (entries: unknown, url: string, ...more: string[]) =>
  run(['import', 'x.yaml', '--server', url, ...more], {
    openServiceFile,
    readFile: () => JSON.stringify(entries),
  })

const writes = (heard: readonly Heard[]) =>
  heard.filter(({ method }) => method !== 'GET').map(({ method, url, body }) => [method, url, body])

describe('export', () => {
  test('prints the services of users and nothing else', async () => {
    const { url } = await house()
    const ran = await run(['export', '--server', url], { openServiceFile })
    expect([ran.code, ran.err]).toEqual([0, ''])
    expect(JSON.parse(ran.out)).toEqual(present.slice(1))
  })
})

describe('import', () => {
  const entries = [
    { name: 'new' },
    { name: ' shop ' },
    { name: 'new', is: 'again' },
    { name: 'twin' },
    { name: 'wrong', is: 'bad' },
  ]

  test('adds what is missing, changes what differs, and says a line for each that is refused', async () => {
    const { url, heard } = await house()
    const ran = await importing(entries, url)
    expect(writes(heard)).toEqual([
      ['POST', '/api/v1/services', '{"name":"new"}'],
      ['PATCH', '/api/v1/services/1', '{"paused":true}'],
    ])
    expect(heard.at(-1)?.headers['if-match']).toBe('"svc-1-r3"')
    expect(ran).toEqual({
      code: 1,
      out: 'Added 1, changed 1, left 0 as they are, refused 3\n',
      err: [
        'new: the file has this name twice',
        'twin: 2 services have this name (2, 3); rename them first',
        'wrong: url: is needed',
        '',
      ].join('\n'),
    })
  })

  test('only shows it with --dry-run', async () => {
    const { url, heard } = await house()
    const ran = await importing(entries, url, '--dry-run')
    expect(writes(heard)).toEqual([])
    expect([ran.code, ran.err]).toEqual([1, ''])
    expect(ran.out).toContain('create   new')
    expect(ran.out).toContain('change   shop   paused')
    expect(ran.out).toContain('Would add 1, change 1, leave 0 as they are, refuse 3\n')
    const json = JSON.parse((await importing(entries, url, '--dry-run', '--json')).out)
    expect(json.items[1]).toEqual({ action: 'change', name: 'shop', what: 'paused' })
  })

  test('goes on after what the server refuses for one of them', async () => {
    const { url, heard } = await house(({ method }) =>
      method === 'POST'
        ? { status: 403, json: { code: 'forbidden', detail: 'The role viewer may not' } }
        : null,
    )
    const ran = await importing([{ name: 'new' }, { name: 'shop' }], url)
    expect([ran.code, ran.err]).toEqual([1, 'new: The role viewer may not\n'])
    expect(writes(heard)).toHaveLength(2)
  })

  test('stops where the server says no to everything', async () => {
    const { url, heard } = await house(({ method }) =>
      method === 'POST' ? { status: 401, json: { code: 'unauthenticated' } } : null,
    )
    const ran = await importing([{ name: 'a' }, { name: 'b' }], url)
    expect(ran.code).toBe(3)
    expect(writes(heard)).toHaveLength(1)
  })

  test('does nothing when the server has more services than it can look through', async () => {
    const { url, heard } = await house(({ method }) =>
      method === 'GET' ? { json: { items: [], total: 20_000 } } : null,
    )
    const ran = await importing([{ name: 'a' }], url)
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('20000 services')])
    expect(writes(heard)).toEqual([])
  })

  test('reads standard input, and no file without end', async () => {
    const { url } = await house()
    const ran = await run(['import', '-', '--server', url], {
      openServiceFile,
      io: { readAll: async () => '[{"name":"shop","is":"same"}]' },
    })
    expect(ran.out).toBe('Added 0, changed 0, left 1 as they are, refused 0\n')
    const long = await run(['import', 'x'], {
      openServiceFile,
      readFile: () => 'x'.repeat(1_048_577),
    })
    expect(long.err).toContain('more than 1048576 bytes')
    expect((await run(['import', 'x'], { openServiceFile, readFile: () => null })).code).toBe(1)
  })
})
