import { z } from 'zod'
import { password, username } from '../setting-fields.ts'

export const config = z.strictObject({
  username: username.default('postgres'),
  password,
  tls: z
    .enum(['disable', 'require', 'verify'], 'must be one of disable, require, verify')
    .default('disable')
    .meta({
      title: 'TLS',
      description: 'require encrypts, verify accepts a certificate that holds only.',
    }),
  query: z
    .string()
    .trim()
    .min(1, 'must be a query, such as SELECT 1')
    .max(4_000)
    .default('SELECT 1')
    .meta({
      title: 'Query',
      description: 'One statement. It runs in a transaction that can only read.',
    }),
  expect: z.string().max(1_000).default('').meta({
    title: 'Expected value',
    description: 'The first column of the first row, as text. Left empty, any answer will do.',
  }),
})

export type PostgresConfig = z.output<typeof config>
