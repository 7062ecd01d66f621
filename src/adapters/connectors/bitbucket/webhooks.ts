import { z } from 'zod'
import {
  type Delivery,
  type Notice,
  type NoticeAsk,
  PlatformFault,
  type Webhooks,
} from '../../../modules/pipelines/index.ts'
import { exact, name, word } from '../fields.ts'
import { proveDigest } from '../proof.ts'
import { id, maybe, read } from './fields.ts'

/*
 * Deliveries of Cloud (https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/) and of
 * Data Center. None has a pipeline in it: they say that one began or ended, and it is asked for.
 */

const eventOf = ({ headers }: Delivery): string => (headers['x-event-key'] ?? '').slice(0, 100)

function parsed<Schema extends z.ZodType>({ body }: Delivery, schema: Schema): z.output<Schema> {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(body))
  } catch (cause) {
    throw new PlatformFault('malformed', 'the delivery is no JSON', { cause })
  }
  return read(schema, value, 'A delivery')
}

const cloudSchema = z.object({ repository: z.object({ uuid: name, full_name: name }) })

const pushSchema = cloudSchema.extend({
  push: z.object({
    changes: z.array(
      z.object({
        old: maybe(z.object({ type: word })),
        new: maybe(z.object({ type: word })),
      }),
    ),
  }),
})

const statusSchema = cloudSchema.extend({ commit_status: z.object({ url: exact }) })

const serverSchema = z.object({
  repository: z.object({ id, slug: name, project: z.object({ key: name }) }),
})

const noticeOf = (
  { repository }: z.output<typeof cloudSchema>,
  asks: readonly NoticeAsk[],
): readonly Notice[] => [
  { project: { externalId: repository.uuid, fullName: repository.full_name }, asks },
]

/** `…/pipelines/results/4`, or `…/addon/pipelines/home#!/results/4` of older days. Other servers report their builds too. */
const pipeline =
  /^https?:\/\/[^?#]*\/pipelines\/(?:home#!\/)?results\/(?<number>\d{1,10})(?:[/?#]|$)/

function told(delivery: Delivery): readonly Notice[] {
  switch (eventOf(delivery)) {
    case 'repo:push': {
      const event = parsed(delivery, pushSchema)
      const ofBranch = ({ type }: { type: string | null }) => type === 'branch'
      const moved = event.push.changes.some((change) =>
        [change.old, change.new].some((end) => end !== null && ofBranch(end)),
      )
      return moved ? noticeOf(event, [{ kind: 'branches' }]) : []
    }
    case 'repo:commit_status_created':
    case 'repo:commit_status_updated': {
      const event = parsed(delivery, statusSchema)
      const number = pipeline.exec(event.commit_status.url ?? '')?.groups?.number
      const ask: NoticeAsk =
        number === undefined ? { kind: 'pipelines' } : { kind: 'run', externalId: number }
      return noticeOf(event, [ask])
    }
    case 'repo:refs_changed': {
      const { repository } = parsed(delivery, serverSchema)
      const fullName = `${repository.project.key}/${repository.slug}`
      const project = { externalId: repository.id, fullName }
      return [{ project, asks: [{ kind: 'branches' }, { kind: 'pipelines' }] }]
    }
    default:
      return []
  }
}

export const webhooks: Webhooks = {
  /**
   * GitHub's header of this name holds SHA-1, which proves nothing. There is no time in a delivery,
   * so none is stale; one that comes again has the same id.
   */
  prove: ({ headers, body }, secret) =>
    proveDigest(headers['x-hub-signature'], body, secret) ?? 'unsigned',
  identify: (delivery) => ({
    id: (delivery.headers['x-request-uuid'] ?? delivery.headers['x-request-id'] ?? null) || null,
    type: eventOf(delivery) || 'unknown',
  }),
  read: told,
  steps: [
    'In the repository settings, open Webhooks and choose Add webhook.',
    'As its URL enter the address, and the secret as its secret; without one deliveries are not signed.',
    'Choose the triggers Repository push, Build status created and Build status updated.',
    'On Data Center choose Repository push: it does not tell of builds, which are looked for when commits come.',
  ],
}
