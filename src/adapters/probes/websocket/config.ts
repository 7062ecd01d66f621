import { z } from 'zod'
import { verifyTls } from '../setting-fields.ts'

export const config = z.strictObject({
  send: z.string().max(4_000).default('').meta({
    title: 'Message to send',
    description: 'As text, once the connection is open. Left empty, nothing is sent.',
  }),
  expect: z.string().max(1_000).default('').meta({
    title: 'Expected in a message',
    description: 'The check waits for a message with this in it. Left empty, it waits for none.',
  }),
  subprotocol: z
    .string()
    .regex(/^[!#$%&'*+.^_`|~\w-]{0,100}$/, 'must be one name, such as graphql-transport-ws')
    .default('')
    .meta({ title: 'Subprotocol' }),
  verify_tls: verifyTls,
})

export type WebSocketConfig = z.output<typeof config>
