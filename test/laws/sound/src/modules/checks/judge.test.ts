// Never run: architecture.test.ts reads it to prove that the law lets a skip with a reason pass.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { probeContract } from '../../adapters/probes/http/http.contract.ts'
import { judge } from './judge.ts'

test('a test may read the clock and reach anything', (context) => {
  if (Date.now() < 0) context.skip('there was no clock then')
  context.skip(process.platform === 'aix', `no sockets there`)
  expect([judge, fc, probeContract, globalThis.fetch]).toBeTruthy()
})
