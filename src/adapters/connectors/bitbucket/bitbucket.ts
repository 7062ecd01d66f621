import { z } from 'zod'
import { isSealed, type Settings, secretMask } from '../../../kernel/index.ts'
import type { Connector } from '../../../modules/pipelines/index.ts'
import type { ConnectorKind, ConnectorWorld } from '../kind.ts'
import { addressOf, cloud, isServer } from './address.ts'
import { openClient } from './client.ts'
import { createCloud } from './cloud.ts'
import { createServer } from './server-connector.ts'
import { webhooks } from './webhooks.ts'

const config = z.strictObject({
  url: z
    .string()
    .trim()
    .max(2_048, 'is too long')
    .refine((text) => addressOf(text) !== null, 'must look like https://bitbucket.example.com')
    .default(cloud)
    .meta({ title: 'Address', description: 'Of Bitbucket Cloud, or of your Data Center' }),
  token: z
    .string({ error: 'is needed' })
    .trim()
    .min(1, 'is needed')
    .max(4_000, 'is too long')
    // It becomes a header. One that is sealed, or stands as its mask, was looked at before.
    .refine(
      (text) => text === secretMask || isSealed(text) || /^[\x21-\x7e]+$/.test(text),
      'must be one word',
    )
    .meta({
      title: 'Token',
      description: 'An API token with the e-mail address of its account, or an access token alone',
      secret: true,
    }),
  email: z
    .string()
    .trim()
    .max(300, 'is too long')
    // RFC 7617, 2: no colon in a user name.
    .refine((text) => !/[\p{Cc}\s:]/u.test(text), 'must look like name@example.com')
    .default('')
    .meta({ title: 'E-mail address', description: 'Whose API token it is' }),
  workspace: z
    .string()
    .trim()
    .max(200, 'is too long')
    .refine((text) => !/[\p{Cc}\s/?#]/u.test(text), 'must look like my-workspace')
    .default('')
    .meta({
      title: 'Workspace',
      description: 'Only its repositories; an access token of a workspace needs it. Of Cloud only',
    }),
  server: z.boolean().default(false).meta({
    title: 'Is a Data Center',
    description:
      'It has build statuses that other servers report, and no pipelines. Any address but that of Cloud is taken for one',
  }),
})

const destination = ({ url = cloud }: Settings): string => addressOf(String(url)) ?? ''

function open(world: ConnectorWorld, settings: Settings): Connector {
  const { url, token, email, workspace, server } = config.parse(settings)
  const address = addressOf(url) ?? url
  const isOwn = server || isServer(address)
  const base = isOwn ? `${address}/rest` : address
  const http = openClient(world, { base, email, token })
  return isOwn ? createServer(http, address) : createCloud(http, workspace)
}

export const bitbucket: ConnectorKind = {
  platform: 'bitbucket',
  title: 'Bitbucket',
  config,
  destination,
  webhooks,
  can: ['mergeRequests', 'issues', 'currentUser', 'jobs', 'deployments'],
  open,
}
