import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { Refusal, type ServiceId } from '../../../kernel/index.ts'
import type { Claim, ResultOutcome } from '../../../modules/checks/index.ts'
import { type House, openHouse, type Person } from '../house.contract.ts'
import type { WebOptions } from '../index.ts'

const actor = { userId: null, label: 'test', requestId: null }
const api = { name: 'api', url: 'https://api.example.com/health', check_interval: '1m' }
const minute = 60_000
const failed = { status: 'down', reason: 'bad_status', message: 'got <503>' } as const

let house: House
let admin: Person

async function open(differs: Partial<WebOptions> = {}): Promise<House> {
  const opened = await openHouse(differs)
  onTestFinished(() => opened[Symbol.asyncDispose]())
  return opened
}

beforeEach(async () => {
  house = await open()
  admin = await house.person('admin')
})

/** A service whose check was claimed. */
async function addClaimed(): Promise<Claim & { readonly id: ServiceId }> {
  const { value } = await house.services.create(api, actor)
  const { claims } = await house.store.schedule.claim({
    now: Date.now() + 6_000,
    startedAt: 0,
    jumped: false,
    limit: 10,
    defaultTimeoutMs: 10_000,
  })
  const claim = claims.find(({ check }) => check.serviceId === value.id)
  if (claim === undefined) throw new Error('the check was not claimed')
  return { ...claim, id: value.id }
}

/** One outcome a minute, the last of them in the claim's slot. */
async function accept({ check, slot }: Claim, outcomes: readonly Partial<ResultOutcome>[]) {
  for (const [i, differs] of outcomes.entries()) {
    const at = slot - (outcomes.length - 1 - i) * minute
    await house.store.schedule.accept({
      checkRev: check.rev,
      outcome: {
        kind: 'result',
        checkId: check.id,
        slot: at,
        status: 'up',
        reason: 'ok',
        message: '200 OK',
        phases: { dnsMs: 1, connectMs: 2, tlsMs: null, firstByteMs: 3, totalMs: 40 },
        checkedAt: at,
        ...differs,
      },
    })
  }
}

const read = (path: string, hx = false) => house.read(path, { as: admin, hx })

describe('the page of a service', () => {
  test('shows uptime, response times, checks with their evidence, and the history', async () => {
    const claim = await addClaimed()
    const evidence = { status: 503, body: '<b>busy</b>' }
    await accept(claim, [{}, { ...failed, evidence }, { ...failed, evidence }, {}])
    const page = await read(`/services/${claim.id}`)
    expect(page).toContain('50 <small>%</small><small> of 4 min observed</small>')
    expect(page).toContain('<svg class="chart"')
    expect(page).toContain('<summary>got &lt;503&gt;</summary>')
    expect(page).toContain('<dt>body</dt><dd>&lt;b&gt;busy&lt;/b&gt;</dd>')
    expect(page).toContain('bad status')
    expect(page).toContain('<span>Added</span>')
  })

  test('of a service that was never checked says so everywhere', async () => {
    const { value } = await house.services.create(api, actor)
    const page = await read(`/services/${value.id}`)
    expect(page).toContain('Nothing was measured in the last 1 h.')
    expect(page).toContain('Not checked yet.')
    expect(page).not.toContain('class="chart"')
  })

  test('that is not there is a 404 page, and so is its list of checks', async () => {
    for (const path of ['/services/4711', '/services/4711/checks', '/services/x']) {
      expect((await house.ask('GET', path, { as: admin })).status, path).toBe(404)
    }
  })

  test.each([
    ['', '1 h'],
    ['?range=7d', '7 d'],
    ['?range=24h', '24 h'],
    ['?range=1y', '1 y'],
    ['?range=2y', '1 h'],
  ])('with %s is about the last %s', async (query, words) => {
    const claim = await addClaimed()
    await accept(claim, [{}])
    const page = await read(`/services/${claim.id}${query}`)
    expect(page).toContain(`Response time, last ${words}:`)
    expect(page.match(/range=\w+" aria-current="true">([^<]*)/)?.[1]).toBe(words)
  })

  test('offers every range, however often the check runs', async () => {
    const { value } = await house.services.create({ ...api, check_interval: '1s' }, actor)
    const page = await read(`/services/${value.id}?range=1y`)
    expect(new Set(page.match(/href="\/services\/\d+\?range=\w+"/g)).size).toBe(7)
    expect(page).toContain('Nothing was measured in the last 1 y.')
  })

  test('has panels that follow its head and are the same by themselves', async () => {
    const claim = await addClaimed()
    await accept(claim, [{}, failed])
    const head = await house.store.journal.head()
    await expect
      .poll(() => read(`/services/${claim.id}`))
      .toContain(`id="svc-${claim.id}-head" class="panel head" data-rev="${head}"`)
    const page = await read(`/services/${claim.id}?range=6h`)
    const panels = [...page.matchAll(/id="(svc-\d+-[a-z]+)"[^>]*data-follows="([^"]*)"[^>]*>/g)]
    expect(panels.map(([, id]) => id)).toEqual([
      `svc-${claim.id}-title`,
      `svc-${claim.id}-uptime`,
      `svc-${claim.id}-response`,
      `svc-${claim.id}-latest`,
      `svc-${claim.id}-history`,
    ])
    for (const [tag, id, followed] of panels) {
      expect(page).toContain(`id="${followed}"`)
      const from = /hx-get="([^"]*)"/.exec(tag)?.[1] ?? ''
      const part = ageless(await read(from, true))
      expect(part).toMatch(new RegExp(`^<(section|header) id="${id}"`))
      // The title of the browser's tab stands in the head of the page.
      expect(ageless(page)).toContain(part.replace(/<title>[^<]*<\/title>$/, ''))
      const answer = await house.ask('GET', from, { as: admin })
      expect([answer.status, answer.headers.get('location')]).toEqual([
        303,
        `/services/${claim.id}`,
      ])
    }
  })
})

const ageless = (markup: string) => markup.replaceAll(/(data-age=""[^>]*>)[^<]*/g, '$1')

describe('while the store is away', () => {
  const away = () => Promise.reject(new Refusal('unavailable', 'The database is away'))

  test('the page says what it cannot read, and its panels leave alone what stands there', async () => {
    const outcomes = { outcomesOf: away, trailOf: away, seriesOf: away }
    house = await open({ outcomes, past: { pastOf: away } })
    admin = await house.person('admin')
    const { value } = await house.services.create(api, actor)
    const page = await read(`/services/${value.id}`)
    for (const what of ['uptime', 'response times', 'checks', 'history']) {
      expect(page).toContain(`The ${what} cannot be read now`)
    }
    // Behind whatever its head is at, so that it is asked for again.
    expect(page.match(/-latest"[^>]*data-rev="0"/)).not.toBeNull()
    for (const part of ['outcomes', 'uptime', 'response-times', 'history', 'checks']) {
      const path = `/partials/services/${value.id}/${part}`
      const { status } = await house.ask('GET', path, { as: admin, hx: true })
      expect(status, part).toBe(204)
    }
  })
})

describe('all checks of a service', () => {
  test('are listed newest first, a page at a time, by links', async () => {
    const claim = await addClaimed()
    await accept(
      claim,
      Array.from({ length: 101 }, (_, i) => ({ message: `number ${i}.` })),
    )
    const first = await read(`/services/${claim.id}/checks`)
    expect(first.indexOf('number 100.')).toBeLessThan(first.indexOf('number 99.'))
    expect(first).not.toContain('number 0.')
    const older = /href="([^"]*before=[^"]*)"/.exec(first)?.[1] ?? ''
    const second = await read(older)
    expect(second).toContain('number 0.')
    expect(second).not.toContain('number 1.')
    expect(second).not.toContain('Older checks</a>')
    // What is over stands still.
    expect(second).not.toMatch(/-checks"[^>]*data-follows/)
  })

  test('can be looked through for one outcome', async () => {
    const claim = await addClaimed()
    await accept(claim, [{}, failed, { message: 'fine again' }])
    const page = await read(`/services/${claim.id}/checks?status=down`)
    expect(page).toContain('got &lt;503&gt;')
    expect(page).not.toContain('fine again')
    expect(page).toContain('<option value="down" selected="">Down</option>')
    const none = await read(`/services/${claim.id}/checks?status=missed`)
    expect(none).toContain('No check was missed.')
  })

  test.each(['before=x', 'before=1', 'before=-1-2', 'status=constructor', 'before=9-9&status='])(
    'with %s are a page too',
    async (query) => {
      const { id } = await addClaimed()
      const { status } = await house.ask('GET', `/services/${id}/checks?${query}`, { as: admin })
      expect(status).toBe(200)
    },
  )
})

test('a page that is drawn while its service gets another name has one name', async () => {
  let renaming = async (): Promise<void> => {}
  const past: WebOptions['past'] = {
    async pastOf(id, limit) {
      await renaming()
      return house.store.past.pastOf(id, limit)
    },
  }
  house = await open({ past })
  admin = await house.person('admin')
  const { value } = await house.services.create(api, actor)
  await expect.poll(() => read('/partials/services', true)).toContain('>api<')
  renaming = async () => {
    await house.services.patch(value.id, { input: { name: 'renamed' }, expectedRev: 1 }, actor)
    await expect.poll(() => read('/partials/services', true)).toContain('>renamed<')
  }
  const page = await read(`/services/${value.id}`)
  const [, title] = /<title>(.*?) · /.exec(page) ?? []
  const [, heading] = /<h1>(.*?)<\/h1>/.exec(page) ?? []
  expect([title, heading]).toEqual(['renamed', 'renamed'])
})
