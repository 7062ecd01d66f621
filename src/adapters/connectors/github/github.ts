import { z } from 'zod'
import { isSealed, type Settings, secretMask } from '../../../kernel/index.ts'
import type { Connector } from '../../../modules/pipelines/index.ts'
import type { ConnectorKind, ConnectorWorld } from '../kind.ts'
import { branchCalls } from './branch-calls.ts'
import { openClient } from './client.ts'
import { deploymentCalls } from './deployment-calls.ts'
import { projectCalls } from './project-calls.ts'
import { runCalls } from './run-calls.ts'
import { apiUrlOf, publicApi, webUrlOf } from './url.ts'
import { webhooks } from './webhooks.ts'
import { workCalls } from './work-calls.ts'

const config = z.strictObject({
  url: z
    .string()
    .trim()
    .max(2_048, 'is too long')
    .refine(
      (text) => apiUrlOf(text) !== null,
      'must look like https://api.github.com or https://github.example.com',
    )
    .default(publicApi)
    .meta({
      title: 'Address',
      description: 'Of github.com, or of an Enterprise Server: https://github.example.com',
    }),
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
      description:
        'Fine-grained with read access to actions, contents, deployments, issues and pull requests; or a classic one with the scope repo',
      secret: true,
    }),
  organization: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9_-]{0,100}$/, 'is no name of an organization')
    .default('')
    .meta({
      title: 'Organization',
      description: 'Follow its repositories; else those of the token’s owner',
    }),
})

function open(world: ConnectorWorld, settings: Settings): Connector {
  const { url, token, organization } = config.parse(settings)
  // The schema has refused what is no address.
  const api = apiUrlOf(url) ?? publicApi
  const http = openClient(world, { api, token })
  return {
    ...projectCalls(http, organization),
    ...runCalls(http),
    ...branchCalls(http, webUrlOf(api)),
    ...workCalls(http),
    ...deploymentCalls(http),
    figures: () => http.figures(),
    close: () => http.close(),
  }
}

/** github.com, Enterprise Cloud and Enterprise Server, with Actions. */
export const github: ConnectorKind = {
  platform: 'github',
  title: 'GitHub',
  config,
  destination: ({ url = publicApi }) => apiUrlOf(String(url)) ?? '',
  webhooks,
  can: ['mergeRequests', 'issues', 'currentUser', 'jobs', 'deployments', 'rerun'],
  open,
}
