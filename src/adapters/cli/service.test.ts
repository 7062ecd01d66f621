import { describe, expect, test } from 'vitest'
import { noon, run, serverOf } from './harness.contract.ts'

const shop = {
  id: 3,
  name: 'shop',
  url: 'https://shop.example/',
  check_interval: 90,
  status: 'DOWN',
  reason: 'timeout',
  since: new Date(noon - 3_725_000).toISOString(),
  last_checked_at: new Date(noon - 12_000).toISOString(),
  response_time_ms: null,
  config: { method: 'GET', verify_tls: true },
  rev: 8,
}
const api = {
  ...shop,
  id: 4,
  name: 'a\u001b[2Jpi',
  check_interval: 30,
  status: 'UP',
  reason: 'ok',
  response_time_ms: 12.6,
}
const page = (...items: object[]) => ({ json: { items, total: items.length, page: 1, limit: 200 } })
const first = 'GET /api/v1/services?page=1&limit=200'

/** A command line against a server that answers so. */
async function against(replies: Parameters<typeof serverOf>[0], argv: string[], io = {}) {
  const { url, heard } = await serverOf(replies)
  const ran = await run([...argv, '--server', url], { io })
  return { ...ran, heard, asked: heard.map(({ method, url }) => `${method} ${url}`) }
}

describe('service list', () => {
  test('is a table, in which names cannot do harm', async () => {
    const { code, out } = await against({ [first]: page(shop, api) }, ['service', 'list'])
    expect(code).toBe(0)
    expect(out).toBe(
      [
        'ID  STATUS  NAME  URL                    INTERVAL',
        ' 3  DOWN    shop  https://shop.example/     1m30s',
        ' 4  UP      api   https://shop.example/       30s',
        '',
      ].join('\n'),
    )
  })

  test('is what the server said, as JSON', async () => {
    const ran = await against({ [first]: page(shop, api) }, ['service', 'list', '--json'])
    expect(JSON.parse(ran.out)).toEqual({ items: [shop, api], total: 2 })
    expect(ran.out).not.toContain('\u001b')
  })

  test('reads on until it has them all', async () => {
    const all = Array.from({ length: 450 }, (_, id) => ({ ...shop, id }))
    const { out, asked } = await against(
      ({ url }) => {
        const at = Number(new URL(url, 'http://x').searchParams.get('page'))
        return { json: { items: all.slice((at - 1) * 200, at * 200), total: 450 } }
      },
      ['service', 'list', '--json'],
    )
    expect(JSON.parse(out).items).toEqual(all)
    expect(asked).toHaveLength(3)
  })

  test('ends when a server has fewer than it says, and when it never ends', async () => {
    const short = () => ({ json: { items: [], total: 9 } })
    expect((await against(short, ['service', 'list', '--json'])).asked).toHaveLength(1)
    const endless = () => ({ json: { items: [shop], total: 1e9 } })
    expect((await against(endless, ['service', 'list', '--json'])).asked).toHaveLength(50)
  })

  test('says what to do when there is none', async () => {
    const { code, err } = await against({ [first]: page() }, ['service', 'list'])
    expect([code, err]).toEqual([0, 'There is no service yet; see "pharos help service add"\n'])
  })

  test('is coloured on a terminal and cut to its width, unless NO_COLOR is set', async () => {
    const { url } = await serverOf({ [first]: page(shop) })
    const argv = ['service', 'list', '--server', url]
    const io = { isTty: true, columns: 46 }
    const { out } = await run(argv, { io })
    expect(out).toContain('\u001b[31mDOWN\u001b[39m')
    expect(out).toContain('https://shop.exam…')
    const { out: grey } = await run(argv, { io, env: { NO_COLOR: '1' } })
    expect(grey).not.toContain('\u001b')
    expect(Math.max(...grey.split('\n').map((line) => line.length))).toBe(46)
  })
})

test('check list has verdicts, reasons and ages', async () => {
  const ran = await against({ [first]: page(shop, api) }, ['check', 'list'])
  expect(ran.code).toBe(0)
  expect(ran.out).toBe(
    [
      'STATUS  SERVICE  REASON    FOR  RESPONSE  CHECKED',
      'DOWN    shop     timeout  1h2m         –      12s',
      'UP      api      ok       1h2m     13 ms      12s',
      '',
    ].join('\n'),
  )
})

describe('service show', () => {
  const one = { 'GET /api/v1/services/3': { json: shop }, [first]: page(shop, api) }

  test('finds a service by its id', async () => {
    const { code, out, asked } = await against(one, ['service', 'show', '3'])
    expect([code, asked]).toEqual([0, ['GET /api/v1/services/3']])
    expect(out).toContain('name              shop\n')
    expect(out).toContain('response_time_ms  –\n')
    expect(out).toContain('config            {"method":"GET","verify_tls":true}\n')
  })

  test('finds a service by its name', async () => {
    const { out } = await against(one, ['service', 'show', 'shop', '--json'])
    expect(JSON.parse(out)).toEqual(shop)
  })

  test('says no to a name that nobody has', async () => {
    const ran = await against(one, ['service', 'show', 'shoop'])
    expect([ran.code, ran.out]).toEqual([1, ''])
    expect(ran.err).toBe(
      'pharos service show: there is no service named "shoop"; see "pharos service list"\n',
    )
  })

  test('asks which when two have the name', async () => {
    const two = { [first]: page(shop, { ...api, name: 'shop' }) }
    const ran = await against(two, ['service', 'show', 'shop'])
    expect(ran.code).toBe(2)
    expect(ran.err).toContain('2 services are named "shop"; say which by its id: 3, 4')
  })

  test('says no to an id that is not there', async () => {
    expect((await against({}, ['service', 'show', '99'])).code).toBe(1)
  })
})

describe('service add', () => {
  test('sends what was said, and nothing else', async () => {
    const argv = ['service', 'add', 'shop', 'shop.example', '--interval', '30s', '--failures', '3']
    const more = [
      '--degraded-above',
      '1.5',
      '--set',
      'verify_tls=false',
      '--set',
      'max_body_bytes=2048',
    ]
    const ran = await against({ 'POST /api/v1/services': { status: 201, json: shop } }, [
      ...argv,
      ...more,
      '--expected-status',
      '204',
      '--method',
      'head',
      '--paused',
      '--tag',
      'shop',
      '--tag',
      'team:web,eu',
    ])
    expect([ran.code, ran.out]).toEqual([0, 'Added service 3, shop\n'])
    expect(ran.heard[0]?.headers['content-type']).toBe('application/json')
    expect(JSON.parse(ran.heard[0]?.body ?? '')).toEqual({
      name: 'shop',
      url: 'https://shop.example',
      check_interval: '30s',
      failures_to_down: 3,
      degraded_above_ms: 1_500,
      paused: true,
      tags: ['shop', 'team:web', 'eu'],
      config: { method: 'HEAD', expected_status: '204', verify_tls: false, max_body_bytes: 2_048 },
    })
  })

  test('leaves to the server what is left out', async () => {
    const ran = await against({ 'POST /api/v1/services': { status: 201, json: shop } }, [
      ...['service', 'add', 'db', 'db:5432', '--json'],
    ])
    expect(JSON.parse(ran.heard[0]?.body ?? '')).toEqual({ name: 'db', url: 'tcp://db:5432' })
    expect(JSON.parse(ran.out)).toEqual(shop)
  })

  test.each([
    [['--failures', 'many'], '--failures takes a whole number, not "many"'],
    [['--degraded-above', 'slow'], '--degraded-above takes a duration such as 30s or 5m'],
    [['--set', 'verify_tls'], '--set takes NAME=VALUE, not "verify_tls"'],
    [['--set', '__proto__=1'], '--set takes NAME=VALUE'],
  ])('%j is wrong before anything is sent', async (argv, says) => {
    const ran = await run(['service', 'add', 'x', 'y', ...argv])
    expect([ran.code, ran.out]).toEqual([2, ''])
    expect(ran.err).toContain(says)
  })
})

describe('service edit', () => {
  const tag = '"svc-3-r8"'
  const present = { json: shop, headers: { ETag: tag } }

  test('changes the version that it read, and keeps settings that are not named', async () => {
    const ran = await against(
      {
        [first]: page(shop),
        'GET /api/v1/services/3': present,
        'PATCH /api/v1/services/3': { json: { ...shop, name: 'till' } },
      },
      ['service', 'edit', 'shop', '--name', 'till', '--set', 'verify_tls=false', '--resume'],
    )
    expect([ran.code, ran.out]).toEqual([0, 'Changed service 3, till\n'])
    const sent = ran.heard.at(-1)
    expect(sent?.headers['if-match']).toBe(tag)
    expect(JSON.parse(sent?.body ?? '')).toEqual({
      name: 'till',
      paused: false,
      config: { method: 'GET', verify_tls: false },
    })
  })

  test('gives a new URL the settings that are named, and no old ones', async () => {
    const { heard } = await against(
      { 'GET /api/v1/services/3': present, 'PATCH /api/v1/services/3': { json: shop } },
      ['service', 'edit', '3', '--url', 'example.org', '--method', 'HEAD'],
    )
    expect(JSON.parse(heard[1]?.body ?? '')).toEqual({
      url: 'https://example.org',
      config: { method: 'HEAD' },
    })
  })

  test('changes nothing when somebody else was first', async () => {
    const stale = { status: 412, json: { code: 'stale', detail: 'shop was changed' } }
    const ran = await against(
      { 'GET /api/v1/services/3': present, 'PATCH /api/v1/services/3': stale },
      ['service', 'edit', '3', '--interval', '1m'],
    )
    expect([ran.code, ran.err]).toEqual([1, 'pharos service edit: shop was changed\n'])
  })

  test('needs something to change', async () => {
    expect((await run(['service', 'edit', '3'])).code).toBe(2)
    const both = await run(['service', 'edit', '3', '--pause', '--resume'])
    expect([both.code, both.err]).toEqual([
      2,
      'pharos service edit: --pause and --resume exclude each other\n',
    ])
  })
})

describe('service rm', () => {
  const replies = {
    'GET /api/v1/services/3': { json: shop },
    'DELETE /api/v1/services/3': { status: 204, text: '' },
  }
  const answering = (answer: string | null, prompts: string[] = []) => ({
    canAsk: true,
    readLine: async (prompt: string) => {
      prompts.push(prompt)
      return answer
    },
  })

  test('asks, and does as it is told', async () => {
    const prompts: string[] = []
    const ran = await against(replies, ['service', 'rm', '3'], answering('y', prompts))
    expect([ran.code, ran.out]).toEqual([0, 'Removed service 3, shop\n'])
    expect(prompts).toEqual(['Remove service 3 and its history? [y/N] '])
    expect(ran.asked).toEqual(['GET /api/v1/services/3', 'DELETE /api/v1/services/3'])
  })

  test.each(['n', '', 'yellow', null])('takes %j for a no', async (answer) => {
    const ran = await against(replies, ['service', 'rm', '3'], answering(answer))
    expect([ran.code, ran.err]).toEqual([1, 'pharos service rm: nothing was removed\n'])
    expect(ran.asked).toEqual(['GET /api/v1/services/3'])
  })

  test('does not ask with --yes', async () => {
    const ran = await against(replies, ['service', 'rm', '3', '--yes', '--json'])
    expect(JSON.parse(ran.out)).toEqual({ removed: shop })
    expect(ran.asked.at(-1)).toBe('DELETE /api/v1/services/3')
  })

  test('removes nothing when nobody is there to ask', async () => {
    const ran = await against(replies, ['service', 'rm', '3'])
    expect([ran.code, ran.asked]).toEqual([2, []])
    expect(ran.err).toContain('--yes')
  })
})
