// Never run: architecture.test.ts reads it to prove that the law refuses each line that says so.
import { describe, expect, it, test } from 'vitest'

test.only('alone', () => expect(1).toBe(1)) // breaks
test.skip('never', () => expect(1).toBe(1)) // breaks
describe.skip('nothing of this', () => { // breaks
  it.todo('one day') // breaks
})
test.skipIf(process.platform === 'win32')('sometimes', () => {}) // breaks
test('gives no reason', (context) => {
  context.skip() // breaks
  context.skip(process.pid > Math.max(1, 2)) // breaks
  context.skip(process.pid > Math.max(1, 2), 'this process is too young')
})
