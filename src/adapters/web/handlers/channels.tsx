import {
  type ChannelId,
  type FieldError,
  notFound,
  parseId,
  Refusal,
} from '../../../kernel/index.ts'
import { type Attempt, type Channel, StaleChannel } from '../../../modules/alerts/index.ts'
import {
  type ChannelType,
  channelDraft,
  channelText,
  readForm,
  type Typed,
} from '../forms/index.ts'
import type { HttpContext, WebRoute } from '../http.ts'
import { sendPage } from '../page.tsx'
import { ChannelPage } from '../pages/channel.tsx'
import { ChannelsPage } from '../pages/channels.tsx'
import { paths } from '../paths.ts'
import { seeOther } from '../respond.ts'
import type { Site } from '../site.ts'
import { actorOf, doneOf, eyesOf, orInvalid, privately } from './common.ts'
import { changedMeanwhile, revOf } from './versions.ts'

/** Where notifications go: the list, one of them, and what can be done with it. */
export function channelRoutes(site: Site): WebRoute[] {
  const editor = { access: 'editor', method: 'POST' } as const
  return [
    { access: 'viewer', method: 'GET', path: paths.channels, handler: (c) => list(c, site) },
    { access: 'editor', method: 'GET', path: paths.newChannel, handler: (c) => askNew(c, site) },
    { access: 'viewer', method: 'GET', path: '/channels/:id', handler: (c) => show(c, site) },
    { ...editor, path: paths.channels, handler: (c) => create(c, site) },
    { ...editor, path: '/channels/:id', handler: (c) => save(c, site) },
    { ...editor, path: '/channels/:id/test', handler: (c) => testIt(c, site) },
    { ...editor, path: '/channels/:id/delete', handler: (c) => remove(c, site) },
    {
      ...editor,
      path: '/channels/:id/deliveries/:delivery/replay',
      handler: (c) => replay(c, site),
    },
  ]
}

const dones: Readonly<Record<string, string>> = {
  added: 'The channel is added. Send a test message to see whether it works.',
  saved: 'The channel is saved.',
  removed: 'The channel is removed.',
  replayed: 'The message is on its way again.',
}
const shownDeliveries = 50

async function list(c: HttpContext, site: Site): Promise<Response> {
  const { channels, channelTypes: kinds } = site
  const [all, standings] = await Promise.all([channels.list(), channels.standings()])
  const props = { channels: all, standings, kinds, eyes: eyesOf(c), done: doneOf(c, dones) }
  return sendPage(c, site, { title: 'Channels', content: <ChannelsPage {...props} /> })
}

const kindOf = (site: Site, type: string): ChannelType => {
  const kind = site.channelTypes.find((one) => one.type === type)
  if (kind === undefined) throw new Refusal('not_found', 'There is no such type of channel')
  return kind
}

async function askNew(c: HttpContext, site: Site): Promise<Response> {
  const kind = kindOf(site, c.req.query('type') ?? 'webhook')
  return send(c, site, { kind, channel: null, text: channelText(kind, null) })
}

async function present(c: HttpContext, site: Site): Promise<Channel> {
  const text = c.req.param('id') ?? ''
  const id = parseId<ChannelId>(text)
  if (id === null) throw notFound('channel', text)
  return site.channels.get(id)
}

async function show(c: HttpContext, site: Site): Promise<Response> {
  const channel = await present(c, site)
  const kind = kindOf(site, channel.type)
  return send(c, site, { kind, channel, text: channelText(kind, channel) })
}

type State = {
  readonly kind: ChannelType
  readonly channel: Channel | null
  readonly text: Typed
  readonly errors?: readonly FieldError[]
  readonly tested?: Attempt
}

async function send(c: HttpContext, site: Site, state: State): Promise<Response> {
  const { kind, channel, text, errors = [], tested = null } = state
  const deliveries =
    channel === null ? [] : await site.channels.deliveries(channel.id, shownDeliveries)
  const props = { kind, channel, text, errors, tested, deliveries }
  return sendPage(c, site, {
    title: channel?.name ?? 'New channel',
    status: errors.length > 0 ? 422 : 200,
    headers: privately,
    content: <ChannelPage {...props} eyes={eyesOf(c)} done={doneOf(c, dones)} />,
  })
}

async function create(c: HttpContext, site: Site): Promise<Response> {
  const typed = await readForm(c)
  const kind = kindOf(site, typed.type ?? '')
  try {
    const made = await site.channels.create(channelDraft(kind, typed), actorOf(c))
    return seeOther(`${paths.channel(made.id)}?done=added`)
  } catch (error) {
    const { fields } = orInvalid(error)
    return send(c, site, { kind, channel: null, text: typed, errors: fields })
  }
}

async function save(c: HttpContext, site: Site): Promise<Response> {
  const channel = await present(c, site)
  const typed = await readForm(c)
  const kind = kindOf(site, channel.type)
  const expectedRev = revOf(typed)
  try {
    const change = { input: channelDraft(kind, typed), expectedRev }
    await site.channels.replace(channel.id, change, actorOf(c))
    return seeOther(`${paths.channel(channel.id)}?done=saved`)
  } catch (error) {
    const errors = faultsOf(error)
    const rev = error instanceof StaleChannel ? error.current.rev : expectedRev
    return send(c, site, { kind, channel, text: { ...typed, rev: String(rev) }, errors })
  }
}

const faultsOf = (error: unknown): readonly FieldError[] =>
  error instanceof StaleChannel ? changedMeanwhile : orInvalid(error).fields

const patienceMs = 30_000

async function testIt(c: HttpContext, site: Site): Promise<Response> {
  const channel = await present(c, site)
  const kind = kindOf(site, channel.type)
  const patience = AbortSignal.timeout(patienceMs)
  const tested = await site.channels.test(channel.id, actorOf(c), patience)
  return send(c, site, { kind, channel, text: channelText(kind, channel), tested })
}

async function remove(c: HttpContext, site: Site): Promise<Response> {
  const { id } = await present(c, site)
  await site.channels.remove(id, actorOf(c))
  return seeOther(`${paths.channels}?done=removed`)
}

async function replay(c: HttpContext, site: Site): Promise<Response> {
  const { id } = await present(c, site)
  const delivery = parseId<ChannelId>(c.req.param('delivery') ?? '')
  if (delivery === null) throw new Refusal('not_found', 'There is no such message')
  await site.channels.replay(delivery, actorOf(c))
  return seeOther(`${paths.channel(id)}?done=replayed#deliveries`)
}
