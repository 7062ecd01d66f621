import { expect, test } from 'vitest'
import { createSystemLookup } from './lookup.ts'

test('a name of the hosts file has its addresses', async () => {
  const addresses = await createSystemLookup()('localhost')
  expect(addresses.some((address) => address === '127.0.0.1' || address === '::1')).toBe(true)
})

test('questions for a name that is being resolved share the answer, later ones ask again', async () => {
  const lookup = createSystemLookup()
  const first = lookup('localhost')
  expect(lookup('localhost')).toBe(first)
  await first
  expect(lookup('localhost')).not.toBe(first)
})

test('a name that does not exist is rejected for all who asked', async () => {
  const lookup = createSystemLookup()
  const asked = [lookup('no-such-host.invalid'), lookup('no-such-host.invalid')]
  const codes = (await Promise.allSettled(asked)).map((settled) =>
    settled.status === 'rejected' ? settled.reason.code : 'resolved',
  )
  expect(codes[0]).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/)
  expect(codes[1]).toBe(codes[0])
})
