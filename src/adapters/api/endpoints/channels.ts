import type { ChannelId } from '../../../kernel/index.ts'
import type { Channel, Channels } from '../../../modules/alerts/index.ts'
import { actorOf } from '../callers.ts'
import { type Answer, type Endpoint, endpoint, pathId } from '../endpoint.ts'
import {
  entityTag,
  expectedRev,
  ifMatchHeader,
  type Present,
  parseIfMatch,
  requireMatch,
} from '../preconditions.ts'
import {
  channel,
  channelDraft,
  channelPage,
  channelPatch,
  deliveryPage,
  tested,
  toChannelJson,
  toDeliveryJson,
  toTestedJson,
} from '../schemas/channel.ts'
import { pageQuery } from '../schemas/common.ts'
import * as examples from './channel-examples.ts'

type Deps = { readonly channels: Channels }

export const channelEndpoints = ({ channels }: Deps): Endpoint[] => [
  list(channels),
  create(channels),
  show(channels),
  replace(channels),
  patch(channels),
  remove(channels),
  testIt(channels),
  deliveries(channels),
  replay(channels),
]

const tag = 'Channels'
/** How its entity tags begin. */
const kind = 'chn'
const params = { id: pathId<ChannelId>('channel') }
const one = {
  description: 'The channel.',
  schema: channel,
  examples: { channel: examples.channel },
  headers: { ETag: 'The version, for `If-Match`.' },
}
const body = { schema: channelDraft, examples: { webhook: examples.draft } }

const list = (channels: Channels) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/channels',
    access: 'viewer',
    id: 'listChannels',
    tag,
    summary: 'List channels',
    query: pageQuery,
    responses: {
      200: {
        description: 'A page of channels.',
        schema: channelPage,
        examples: { page: { items: [examples.channel], total: 1, page: 1, limit: 50 } },
      },
    },
    async handle({ query: { page, limit } }) {
      const [all, standings] = [await channels.list(), await channels.standings()]
      const items = all.slice((page - 1) * limit, page * limit).map((of) =>
        toChannelJson(
          of,
          standings.find(({ channelId }) => channelId === of.id),
        ),
      )
      return { status: 200, json: { items, total: all.length, page, limit } }
    },
  })

const create = (channels: Channels) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/channels',
    access: 'editor',
    id: 'createChannel',
    tag,
    summary: 'Add a channel',
    description: 'It hears of every change from now on.',
    body,
    responses: { 201: { ...one, headers: { ...one.headers, Location: 'Where it is found.' } } },
    async handle({ body, facts }) {
      const made = await channels.create(body, actorOf(facts))
      const headers = { ...tagOf(made), Location: `/api/v1/channels/${made.id}` }
      return { status: 201, json: toChannelJson(made, undefined), headers }
    },
  })

const show = (channels: Channels) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/channels/{id}',
    access: 'viewer',
    id: 'getChannel',
    tag,
    summary: 'Show a channel',
    params,
    responses: { 200: one },
    handle: async ({ params: { id } }) => answerOf(channels, await channels.get(id)),
  })

const replace = (channels: Channels) =>
  endpoint({
    method: 'PUT',
    path: '/api/v1/channels/{id}',
    access: 'editor',
    id: 'replaceChannel',
    tag,
    summary: 'Replace the definition of a channel',
    params,
    headers: [ifMatchHeader(kind)],
    body,
    responses: { 200: one },
    async handle({ params: { id }, header, body, facts }) {
      const expectation = parseIfMatch(header('if-match'), { kind, id })
      const rev = await expectedRev(expectation, now(channels, id))
      const change = { input: body, expectedRev: rev }
      return answerOf(channels, await channels.replace(id, change, actorOf(facts)))
    },
  })

const patch = (channels: Channels) =>
  endpoint({
    method: 'PATCH',
    path: '/api/v1/channels/{id}',
    access: 'editor',
    id: 'patchChannel',
    tag,
    summary: 'Change fields of a channel',
    params,
    headers: [ifMatchHeader(kind)],
    body: { schema: channelPatch, examples: { off: { enabled: false } } },
    responses: { 200: one },
    async handle({ params: { id }, header, body, facts }) {
      const expectation = parseIfMatch(header('if-match'), { kind, id })
      const rev = await expectedRev(expectation, now(channels, id))
      const change = { input: body, expectedRev: rev }
      return answerOf(channels, await channels.patch(id, change, actorOf(facts)))
    },
  })

const remove = (channels: Channels) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v1/channels/{id}',
    access: 'editor',
    id: 'deleteChannel',
    tag,
    summary: 'Remove a channel',
    description: 'What it has not sent yet is not sent.',
    params,
    headers: [{ ...ifMatchHeader(kind), required: false }],
    responses: { 204: { description: 'It is gone.' } },
    async handle({ params: { id }, header, facts }) {
      const expectation = parseIfMatch(header('if-match'), { kind, id })
      const expected = await requireMatch(expectation, now(channels, id))
      await channels.remove(id, actorOf(facts), expected)
      return { status: 204 }
    },
  })

const testIt = (channels: Channels) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/channels/{id}/test',
    access: 'editor',
    id: 'testChannel',
    tag,
    summary: 'Send a test message',
    description: 'It is sent at once; the answer tells what became of it.',
    params,
    responses: {
      200: {
        description: 'What became of it.',
        schema: tested,
        examples: { arrived: { result: 'delivered', detail: 'answered 200' } },
      },
    },
    async handle({ params: { id }, facts }) {
      const patience = AbortSignal.timeout(testMs)
      const attempt = await channels.test(id, actorOf(facts), patience)
      return { status: 200, json: toTestedJson(attempt) }
    },
  })

/** A channel ends by itself before this. */
const testMs = 30_000

const deliveries = (channels: Channels) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/channels/{id}/deliveries',
    access: 'viewer',
    id: 'listDeliveries',
    tag,
    summary: 'List the latest messages of a channel',
    params,
    query: pageQuery,
    responses: {
      200: {
        description: 'The latest messages, newest first: 200 at most.',
        schema: deliveryPage,
        examples: { page: { items: [examples.delivery], total: 1, page: 1, limit: 50 } },
      },
    },
    async handle({ params: { id }, query: { page, limit } }) {
      const all = await channels.deliveries(id, 200)
      const items = all.slice((page - 1) * limit, page * limit).map(toDeliveryJson)
      return { status: 200, json: { items, total: all.length, page, limit } }
    },
  })

const replay = (channels: Channels) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/deliveries/{id}/replay',
    access: 'editor',
    id: 'replayDelivery',
    tag,
    summary: 'Send a message again that was given up',
    params: { id: pathId<ChannelId>('message') },
    responses: { 202: { description: 'It is on its way again.' } },
    async handle({ params: { id }, facts }) {
      await channels.replay(id, actorOf(facts))
      return { status: 202 }
    },
  })

const tagOf = (of: Channel) => ({ ETag: entityTag(kind, of) })

async function answerOf(channels: Channels, of: Channel): Promise<Answer> {
  const standings = await channels.standings()
  const standing = standings.find(({ channelId }) => channelId === of.id)
  return { status: 200, json: toChannelJson(of, standing), headers: tagOf(of) }
}

const now = (channels: Channels, id: ChannelId): Present => ({
  what: `channel ${id}`,
  rev: async () => (await channels.get(id)).rev,
})
