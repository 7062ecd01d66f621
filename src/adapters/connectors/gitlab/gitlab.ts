import { z } from 'zod'
import { isSealed, type Settings, secretMask } from '../../../kernel/index.ts'
import type { Connector } from '../../../modules/pipelines/index.ts'
import type { ConnectorKind, ConnectorWorld } from '../kind.ts'
import { serverOf } from './address.ts'
import { pipelineCalls } from './calls-pipelines.ts'
import { projectCalls } from './calls-projects.ts'
import { repositoryCalls } from './calls-repository.ts'
import { openClient } from './client.ts'
import { webhooks } from './webhooks.ts'

const publicServer = 'https://gitlab.com'

const config = z.strictObject({
  url: z
    .string()
    .trim()
    .max(2_048, 'is too long')
    .refine((text) => serverOf(text) !== null, 'must look like https://gitlab.example.com')
    .default(publicServer)
    .meta({ title: 'Address', description: 'Of gitlab.com or your own server, with its path' }),
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
      title: 'Access token',
      description: 'With the scope read_api; api, to start pipelines again',
      secret: true,
    }),
  group: z
    .string()
    .trim()
    .max(500, 'is too long')
    .refine((text) => !/[\p{Cc}\s?#]/u.test(text), 'must look like group/subgroup')
    .default('')
    .meta({
      title: 'Group',
      description: 'Only its projects and those of its subgroups, by its path or number',
    }),
})

function open(world: ConnectorWorld, settings: Settings): Connector {
  const { url, token, group } = config.parse(settings)
  // The schema has refused what is no address.
  const http = openClient(world, { server: serverOf(url) ?? publicServer, token })
  return {
    ...projectCalls(http, group.replace(/^\/+|\/+$/g, '')),
    ...pipelineCalls(http),
    ...repositoryCalls(http),
    figures: () => http.figures(),
    close: () => http.close(),
  }
}

/** gitlab.com and servers of one’s own, with CI/CD. */
export const gitlab: ConnectorKind = {
  platform: 'gitlab',
  title: 'GitLab',
  config,
  destination: ({ url = publicServer }) => serverOf(String(url)) ?? '',
  webhooks,
  can: ['mergeRequests', 'issues', 'currentUser', 'jobs', 'deployments', 'rerun'],
  open,
}
