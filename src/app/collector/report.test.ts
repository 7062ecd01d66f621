import { expect, test } from 'vitest'
import { parseReport } from './report.ts'

const said = {
  version: '1.0.0',
  progressing: true,
  parts: { scheduler: { status: 'ok', in_flight: 3 } },
}

test('a report is read, whatever else a later version says', () => {
  expect(parseReport(JSON.stringify({ ...said, startedAt: 5, more: [] }))).toEqual(said)
})

test.each([
  '',
  'null',
  '[]',
  '{}',
  JSON.stringify({ ...said, progressing: 'yes' }),
  JSON.stringify({ ...said, parts: { store: { status: 'fine' } } }),
  JSON.stringify({ ...said, parts: { store: { status: 'ok', deep: {} } } }),
])('%j is no report', (text) => {
  expect(parseReport(text)).toBeNull()
})
