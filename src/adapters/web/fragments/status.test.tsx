import { expect, test } from 'vitest'
import { resultReasons } from '../../../modules/checks/index.ts'
import { reasonText, Status } from './status.tsx'

test.each([
  ['ok', 'as expected'],
  ['connection_refused', 'connection refused'],
  ['flapping', 'flapping: held until it is calm'],
  ['guard', 'no reference target answered either'],
  ['constructor', 'constructor'],
])('the reason %s reads: %s', (reason, text) => {
  expect(reasonText(reason)).toBe(text)
})

test('whatever is wrong says why beside the word', () => {
  for (const reason of [...resultReasons, 'flapping'] as const) {
    expect(String(<Status status="down" reason={reason} />)).toContain(
      `<small>${reasonText(reason)}</small>`,
    )
  }
  expect(String(<Status status="unknown" reason="guard" />)).toContain(
    '<small>no reference target answered either</small>',
  )
})
