import { z } from 'zod'
import { isSealed, secretMask } from '../../../kernel/index.ts'
import type { ConnectorKind } from '../kind.ts'
import { serverOf } from './address.ts'
import { openClient } from './client.ts'
import { createJenkins } from './connector.ts'
import { webhooks } from './webhooks.ts'

const config = z.strictObject({
  url: z
    .string({ error: 'is needed' })
    .trim()
    .max(2_048, 'is too long')
    .refine((text) => serverOf(text) !== null, 'must look like https://ci.example.com/jenkins')
    .meta({ title: 'Address', description: 'Of your Jenkins, with its path' }),
  user: z
    .string()
    .trim()
    .max(300, 'is too long')
    // RFC 7617, 2: no colon in a user name.
    .refine((text) => !/[\p{Cc}:]/u.test(text), 'must be a user name')
    .default('')
    .meta({ title: 'User name', description: 'Whose token it is' }),
  token: z
    .string({ error: 'is needed' })
    .trim()
    .min(1, 'is needed')
    .max(4_000, 'is too long')
    // It becomes a header. One that is sealed, or stands as its mask, was looked at before.
    .refine(
      (text) => text === secretMask || isSealed(text) || /^[\x20-\x7e]+$/.test(text),
      'must have no letters beyond ASCII',
    )
    .meta({
      title: 'API token',
      description: 'Of that user, or user:token; without a user it is sent as a bearer token',
      secret: true,
    }),
})

export const jenkins: ConnectorKind = {
  platform: 'jenkins',
  title: 'Jenkins',
  config,
  destination: ({ url }) => serverOf(String(url)) ?? '',
  webhooks,
  can: ['currentUser', 'jobs', 'rerun'],
  open(world, settings) {
    const { url, user, token } = config.parse(settings)
    const server = serverOf(url) ?? url
    return createJenkins(openClient(world, { server, user, token }), `${server}/`)
  },
}
