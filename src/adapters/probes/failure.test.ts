import { expect, test } from 'vitest'
import { Down, findingOf } from './failure.ts'

const coded = (code: string, more: object = {}): Error =>
  Object.assign(new Error(`some text ${code}`), { code, ...more })

test.each([
  ['ECONNREFUSED', 'connect', 'connection_refused'],
  ['ECONNRESET', 'firstByte', 'connection_reset'],
  ['EPIPE', 'firstByte', 'connection_reset'],
  ['EHOSTUNREACH', 'connect', 'unreachable'],
  ['ENETUNREACH', 'connect', 'unreachable'],
  ['ETIMEDOUT', 'connect', 'timeout'],
  ['ENOTFOUND', 'dns', 'dns_failure'],
  ['EAI_AGAIN', 'dns', 'dns_failure'],
  ['EAI_FAIL', 'dns', 'dns_failure'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls', 'tls_failure'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'body', 'tls_failure'],
  ['EPROTO', 'tls', 'tls_failure'],
  ['EMFILE', 'connect', 'internal'],
] as const)('%s while in %s is %s', (code, phase, reason) => {
  expect(findingOf(coded(code), phase).reason).toBe(reason)
})

test('a reset says what it interrupted', () => {
  expect(findingOf(coded('ECONNRESET'), 'tls').message).toBe(
    'the connection was reset in the TLS handshake',
  )
})

test("a TLS failure has OpenSSL's reason without its number and source path", () => {
  const error = coded('ERR_SSL_WRONG_VERSION_NUMBER', { reason: 'wrong version number' })
  expect(findingOf(error, 'tls').message).toBe('TLS failed: wrong version number')
})

test('what a probe found out itself is taken as it is', () => {
  const found = { reason: 'bad_status', message: 'expected 200, got 500' } as const
  expect(findingOf(new Down(found.reason, found.message), 'body')).toEqual(found)
})

test('anything else is a fault of ours, whatever was thrown', () => {
  expect(findingOf(new TypeError('x'), null)).toEqual({ reason: 'internal', message: 'x' })
  expect(findingOf('x', null)).toEqual({ reason: 'internal', message: 'x' })
})
