import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { documentOf } from './document.ts'
import { snapshotSchema } from './golden.ts'
import { publicService, snapshotWith } from './sample.contract.ts'

const snapshot = snapshotWith([publicService({ state: 'down' })], {
  windows: [{ startsAt: 1, endsAt: null, active: false, services: ['api'], total: 1 }],
})

/** Every key by its path, without the values. */
const keysOf = (value: unknown, path = ''): string[] =>
  value !== null && typeof value === 'object'
    ? Object.entries(value).flatMap(([key, inner]) => [
        `${path}/${key}`,
        ...keysOf(inner, `${path}/${key}`),
      ])
    : []

test('the documentation shows the document that is sent', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/status-page.md'), 'utf8')
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? []
  expect(keysOf(JSON.parse(documentOf(snapshot)))).toEqual(keysOf(JSON.parse(example)))
})

test('a snapshot with a field that is not on the golden list is none', () => {
  expect(snapshotSchema.safeParse(snapshot).success).toBe(true)
  const [service] = snapshot.services
  for (const more of [{ url: 'https://x' }, { tags: [] }, { reason: 'timeout' }]) {
    const services = [{ ...service, ...more }]
    expect(snapshotSchema.safeParse({ ...snapshot, services }).success).toBe(false)
  }
})
