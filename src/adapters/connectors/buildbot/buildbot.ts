import { z } from 'zod'
import { isSealed, secretMask } from '../../../kernel/index.ts'
import type { ConnectorKind } from '../kind.ts'
import { serverOf } from './address.ts'
import { openClient } from './client.ts'
import { createBuildbot } from './connector.ts'
import { webhooks } from './webhooks.ts'

const config = z.strictObject({
  url: z
    .string({ error: 'is needed' })
    .trim()
    .max(2_048, 'is too long')
    .refine((text) => serverOf(text) !== null, 'must look like https://ci.example.com/buildbot')
    .meta({ title: 'Address', description: 'Of your Buildbot, with its path' }),
  token: z
    .string()
    .trim()
    .max(4_000, 'is too long')
    // It becomes a header. One that is sealed, or stands as its mask, was looked at before.
    .refine(
      (text) => text === secretMask || isSealed(text) || /^[\x20-\x7e]*$/.test(text),
      'must have no letters beyond ASCII',
    )
    .default('')
    .meta({
      title: 'Token',
      description: 'For the proxy in front of it: user:password, or a bearer token',
      secret: true,
    }),
})

export const buildbot: ConnectorKind = {
  platform: 'buildbot',
  title: 'Buildbot',
  config,
  destination: ({ url }) => serverOf(String(url)),
  webhooks,
  can: ['jobs', 'rerun'],
  open(world, settings) {
    const { url, token } = config.parse(settings)
    const server = serverOf(url) ?? url
    return createBuildbot(openClient(world, { server, token }), server)
  },
}
