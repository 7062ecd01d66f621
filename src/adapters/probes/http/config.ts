import { z } from 'zod'
import { addressFamily } from '../address-family.ts'
import { choice } from '../choice.ts'
import { minCertDays, password, username, verifyTls } from '../setting-fields.ts'
import { assertionsSetting } from './assertions.ts'
import { headersSetting, secretHeaders } from './headers.ts'
import { isCertificate, isPrivateKey, keyProblem } from './identity.ts'
import { parseStatusSet } from './status-set.ts'

const mebibyte = 1_048_576

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** Settings of an http check. Their titles and descriptions make the form. */
const settings = z.strictObject({
  method: z
    .enum(methods, `must be one of ${methods.join(', ')}`)
    .default('GET')
    .meta({ title: 'Method' }),
  expected_status: z.coerce
    .string()
    .max(200)
    .refine((text) => parseStatusSet(text) !== null, 'must look like 200-299,301')
    .default('200-299')
    .meta({ title: 'Expected status', description: 'Codes and ranges: 200-299,301' }),
  follow_redirects: z.boolean().default(true).meta({
    title: 'Follow redirects',
    description: 'The expected status is that of the last answer',
  }),
  verify_tls: verifyTls,
  max_body_bytes: z
    .int('must be a whole number')
    .min(1_024, 'must be at least 1024 bytes')
    .max(8 * mebibyte, 'must be at most 8388608 bytes')
    .default(mebibyte)
    .meta({ title: 'Largest body', description: 'In bytes, decoded; a larger one counts as down' }),
  headers: headersSetting.default({}).meta({
    title: 'Headers',
    description: 'One a line: Name: value. Everyone who sees the service sees them.',
    lines: true,
  }),
  body: z.string().max(16_000, 'must be at most 16000 characters').default('').meta({
    title: 'Body',
    description: 'Sent as JSON where it begins with { or [, unless a Content-Type header says else',
    lines: true,
  }),
  username,
  password,
  bearer_token: z.string().max(8_000).default('').meta({ title: 'Bearer token', secret: true }),
  secret_headers: secretHeaders.default('').meta({
    title: 'Secret headers',
    description: 'As above, for keys: X-Api-Key: value. Nobody sees them again.',
    secret: true,
  }),
  client_cert: z
    .string()
    .max(16_000, 'must be at most 16000 characters')
    .refine((text) => text === '' || isCertificate(text), 'must be a certificate in PEM')
    .default('')
    .meta({
      title: 'Client certificate',
      description: 'Shown to a server that asks for one, in PEM; with its chain behind it',
      lines: true,
    }),
  client_key: z
    .string()
    .max(40_000)
    .refine(
      (text) => text === '' || isPrivateKey(text),
      'must be a private key in PEM, without a passphrase',
    )
    .default('')
    .meta({ title: 'Key of the client certificate', description: 'In PEM', secret: true }),
  http_version: choice(['1.1', '2']).default('1.1').meta({ title: 'HTTP version' }),
  ip_family: addressFamily,
  min_cert_days: minCertDays,
  assertions: assertionsSetting.default([]).meta({
    title: 'Assertions',
    description:
      'One a line: body contains Welcome, json $.status equals UP, header content-type contains json',
    lines: true,
  }),
})

/** One way to say who asks, and a body where the method has one. */
export const httpConfig = settings.superRefine((config, context) => {
  const wrong = (field: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [field], message })
  if (config.username !== '' && config.bearer_token !== '') {
    wrong('bearer_token', 'must be left out where there is a user name')
  }
  const problem = keyProblem({ cert: config.client_cert, key: config.client_key })
  if (problem !== null) wrong('client_key', problem)
  if (config.username.includes(':')) wrong('username', 'must not contain a colon')
  if (config.body !== '' && !['POST', 'PUT', 'PATCH', 'DELETE'].includes(config.method)) {
    wrong('body', `must be left out with ${config.method}`)
  }
})

export type HttpConfig = z.output<typeof httpConfig>
