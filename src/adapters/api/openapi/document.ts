import type { Endpoint } from '../endpoint.ts'
import { kindOf, problemCodes } from '../problem.ts'
import { toOperation } from './operation.ts'
import { explained, problemResponses } from './refusals.ts'
import { componentSchemas } from './schemas.ts'
import type { OpenApiDocument, PathItem } from './types.ts'

/** The OpenAPI document of these endpoints: what is served is what is described. */
export const openApiDocument = (
  endpoints: readonly Endpoint[],
  version: string,
): OpenApiDocument => ({
  openapi: '3.1.1',
  jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
  info: {
    title: 'Pharos API',
    version,
    description: introduction,
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: '/' }],
  tags: [...tags],
  security: [{ bearer: [] }, { basic: [] }, { cookie: [] }],
  paths: pathsOf(endpoints),
  components: {
    schemas: componentSchemas(),
    responses: problemResponses(),
    securitySchemes: {
      bearer: {
        type: 'http',
        scheme: 'bearer',
        description: 'The JWT of a log-in, or an API token (`phr_…`).',
      },
      basic: {
        type: 'http',
        scheme: 'basic',
        description: 'Any user name, and an API token as the password.',
      },
      cookie: {
        type: 'apiKey',
        in: 'cookie',
        name: 'pharos_session',
        description:
          'The session of a browser; `__Host-pharos_session` over https. Unsafe methods are refused to foreign pages.',
      },
    },
  },
})

export const tags = [
  { name: 'Services', description: 'What is watched, how it is, and what its checks found.' },
  { name: 'Heartbeats', description: 'Jobs say that they are done, by a secret of their own.' },
  { name: 'Channels', description: 'Where notifications go, and what became of them.' },
  { name: 'Maintenance', description: 'Planned work: what is down in it is no news.' },
  { name: 'Connections', description: 'The CI platforms that are followed, and their webhooks.' },
  { name: 'Projects', description: 'What the platforms build, and how it stands.' },
  { name: 'Pipelines', description: 'Runs of all platforms, their figures, and deployments.' },
  { name: 'Preferences', description: 'How somebody likes it, and what they are told of.' },
  { name: 'Authentication', description: 'Accounts, log-in and log-out.' },
  { name: 'API tokens', description: 'Credentials for programs.' },
  { name: 'Users', description: 'Who may do what, and who did. For admins.' },
  { name: 'Operations', description: 'Pharos about itself, for orchestrators and Prometheus.' },
  { name: 'Documentation', description: 'This document and pages made of it.' },
] as const

function pathsOf(endpoints: readonly Endpoint[]): Record<string, PathItem> {
  const paths: Record<string, PathItem> = {}
  for (const endpoint of endpoints) {
    const { path, method, listed = true } = endpoint
    if (!listed) continue
    paths[path] = { ...paths[path], [method.toLowerCase()]: toOperation(endpoint) }
  }
  return paths
}

const codes = problemCodes
  .map((code) => `- \`${code}\` (${kindOf(code).status}): ${explained[code]}`)
  .join('\n')

/** What holds for every operation. */
export const conventions = `Times are RFC 3339 in UTC, durations seconds unless a name says \`_ms\`. Lists come in pages: \`page\` counts from 1, \`limit\` is at most 200.

A change (PUT, PATCH) names the version that it is made on, with \`If-Match\` and the ETag of the last answer; \`If-Match: *\` means any version that exists. So nobody undoes the change of somebody else unseen.

Bodies are JSON in UTF-8 with at most 1 MiB, but for those of webhooks. Fields that are not known are refused.`

const introduction = `${conventions}

Errors are problem documents (RFC 9457, \`application/problem+json\`). Their \`code\` is stable:

${codes}`
