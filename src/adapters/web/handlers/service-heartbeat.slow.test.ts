import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Signal } from '../../../modules/checks/index.ts'
import { type House, openHouse, type Person } from '../house.contract.ts'

const actor = { userId: null, label: 'test', requestId: null }
const token = 'w0pHqTn4sVb2eYx1cJm8Rk'
const config = { token, cron: '30 2 * * *', time_zone: 'Europe/Berlin', grace: '10m' }
const job = { name: 'backup', url: 'heartbeat://', config }

let house: House
let editor: Person
let viewer: Person

beforeEach(async () => {
  house = await openHouse({ publicUrl: 'https://status.example.com' })
  onTestFinished(() => house[Symbol.asyncDispose]())
  editor = await house.person('editor')
  viewer = await house.person('viewer')
})

async function addJob() {
  const { value } = await house.services.create(job, actor)
  const { id, url } = value
  const say = (signal: Signal, body = '') =>
    house.store.heartbeats.record(url, { signal, body, key: null })
  return { path: `/services/${id}`, part: `/partials/services/${id}/heartbeat`, say }
}

describe('the page of a heartbeat', () => {
  test('shows editors the address that the job calls, and a line for its script', async () => {
    const { path } = await addJob()
    const page = await house.read(path, { as: editor })
    const address = `https://status.example.com/api/v1/heartbeats/${token}`
    expect(page).toContain(`value="${address}"`)
    expect(page).toContain(`value="curl -fsS -m 10 --retry 5 -o /dev/null ${address}/$?"`)
    expect(page).toContain('cron 30 2 * * * in Europe/Berlin, 10m of grace')
    expect(page).toContain('No signal yet.')
  })

  test('shows viewers everything but the secret', async () => {
    const { path, part, say } = await addJob()
    await say({ kind: 'success' })
    for (const page of [
      await house.read(path, { as: viewer }),
      await house.read(part, { as: viewer, hx: true }),
    ]) {
      expect(page).toContain('in Europe/Berlin')
      expect(page).not.toContain(token)
    }
  })

  test('shows the latest signals with their words, and when the next one is due', async () => {
    const { part, say } = await addJob()
    await say({ kind: 'start' })
    await say({ kind: 'fail', exitCode: 3 }, '<b>disk full</b>\non /backup')
    await say({ kind: 'success' })
    const page = await house.read(part, { as: editor, hx: true })
    expect(page).toContain('<b>Success</b>')
    expect(page).toContain('<b>Failure</b><small>exit code 3</small>')
    expect(page).toContain('<summary>&lt;b&gt;disk full&lt;/b&gt;…</summary>')
    expect(page).toMatch(/Next by<\/dt><dd><time datetime="\d{4}-\d\d-\d\dT0[01]:30:00Z"/)
    expect(page).toMatch(/Late after<\/dt><dd><time datetime="\d{4}-\d\d-\d\dT0[01]:40:00Z"/)
    expect(page).not.toContain('Running since')
  })

  test('says since when a run goes on', async () => {
    const { part, say } = await addJob()
    await say({ kind: 'start' })
    expect(await house.read(part, { as: viewer, hx: true })).toContain('Running since')
  })

  test('follows the service, as the other panels do', async () => {
    const { path, part } = await addJob()
    expect(await house.read(path, { as: viewer })).toContain(`hx-get="${part}"`)
  })

  test('is not part of a service that looks by itself', async () => {
    const other = { name: 'api', url: 'https://api.example.com/' }
    const { value } = await house.services.create(other, actor)
    expect(await house.read(`/services/${value.id}`, { as: editor })).not.toContain('h-heartbeat')
    const part = await house.ask('GET', `/partials/services/${value.id}/heartbeat`, {
      as: editor,
      hx: true,
    })
    expect(part.status).toBe(204)
  })
})
