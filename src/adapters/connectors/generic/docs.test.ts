import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { webhooks } from './webhooks.ts'

const page = readFileSync(
  join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'webhooks.md'),
  'utf8',
)
const examples = [...page.matchAll(/^```json\n(?<body>.*?)^```/gms)].map(
  ({ groups }) => groups?.body ?? '',
)

test('the documents of docs/webhooks.md are read', () => {
  expect(examples.length).toBeGreaterThanOrEqual(2)
  for (const example of examples) {
    const [notice] = webhooks.read({ headers: {}, token: null, body: Buffer.from(example) }, 0)
    expect(notice?.found?.fullName).toBe('coast/lamp')
  }
})

test('the page names every member and every status', () => {
  const members = ['project', 'run', 'deployment', 'attempt', 'updated_at', 'duration_ms', 'run_id']
  const statuses = ['pending', 'waiting', 'warning', 'canceled', 'skipped', 'unknown']
  for (const word of [...members, ...statuses]) expect(page).toContain(`\`${word}\``)
})
