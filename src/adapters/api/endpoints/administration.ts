import { z } from 'zod'
import { rfc3339 } from '../../../kernel/index.ts'
import type { Identity } from '../../../modules/identity/index.ts'
import { userOf } from '../callers.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { auditPage, invitation, toAuditJson } from '../schemas/account.ts'
import { invitationDraft } from '../schemas/account-input.ts'
import { pageQuery } from '../schemas/common.ts'
import * as examples from './examples.ts'

const auditQuery = pageQuery.extend({
  actor: z.string().max(320).optional().describe('A part of the actor, in any case.'),
  action: z
    .string()
    .max(100)
    .optional()
    .describe('An action (`token.created`), or the first word of several (`token`).'),
})

export const administrationEndpoints = ({ identity }: { identity: Identity }): Endpoint[] => [
  endpoint({
    method: 'POST',
    path: '/api/v1/invitations',
    access: 'admin',
    id: 'createInvitation',
    tag: 'Users',
    summary: 'Invite somebody',
    description: 'Gives a secret that lets one person register within 7 days.',
    body: {
      schema: invitationDraft,
      examples: { viewer: { role: 'viewer' }, default: {} },
    },
    responses: {
      201: {
        description: 'The invitation. It is not shown again.',
        schema: invitation,
        examples: { invitation: examples.invitation },
      },
    },
    async handle({ body, facts }) {
      const deed = { actor: userOf(facts).email, requestId: facts.requestId }
      const made = await identity.registration.invite(body, deed)
      return {
        status: 201,
        json: { invitation: made.invitation, expires_at: rfc3339(made.expiresAt) },
      }
    },
  }),
  endpoint({
    method: 'GET',
    path: '/api/v1/audit',
    access: 'admin',
    id: 'listAudit',
    tag: 'Users',
    summary: 'Who changed what',
    description: 'Newest first.',
    query: auditQuery,
    responses: {
      200: {
        description: 'A page of the audit log.',
        schema: auditPage,
        examples: { page: { items: [examples.auditEntry], total: 1, page: 1, limit: 50 } },
      },
    },
    async handle({ query }) {
      const found = await identity.accounts.audit({
        ...query,
        actor: query.actor ?? null,
        action: query.action ?? null,
      })
      return { status: 200, json: { ...found, items: found.items.map(toAuditJson) } }
    },
  }),
]
