import { expect, test } from 'vitest'
import { isSecret, signature } from './sign.ts'

/** The key and the message of https://github.com/standard-webhooks/standard-webhooks. */
const key = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const signed = 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}'

test('a key in Base64 signs as the libraries of Standard Webhooks do', () => {
  expect(signature(key, signed)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

test.each([
  [key, true],
  ['whsec_', false],
  ['whsec_short', false],
  ['whsec_not in base64 at all', false],
  ['any text', true],
  ['', true],
])('%j may be a secret: %s', (text, may) => {
  expect(isSecret(text)).toBe(may)
})
