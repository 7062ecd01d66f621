import { createHash } from 'node:crypto'
import { type Actor, Refusal, type Seq, type ServiceId } from '../../../kernel/index.ts'
import {
  nameFor,
  type PastedLine,
  pastedList,
  pick,
  readForm,
  sameAddress,
} from '../forms/index.ts'
import { type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import { sendPage } from '../page.tsx'
import { PasteBox, type PasteOutcome, PastePage, type PasteProps } from '../pages/index.ts'
import { paths } from '../paths.ts'
import { sendHtml } from '../respond.ts'
import type { Site } from '../site.ts'
import { actorOf } from './common.ts'
import { freshKey } from './service-answers.tsx'

/** New services from addresses, one a line. */
export const pasteRoutes = (site: Site): WebRoute[] => [
  {
    method: 'GET',
    path: paths.pasteServices,
    access: 'editor',
    handler: (c) => sendBox(c, site, { idem: freshKey() }),
  },
  { method: 'POST', path: paths.pasteServices, access: 'editor', handler: (c) => paste(c, site) },
]

type Sending = PasteProps & { readonly status?: number }

function sendBox(c: HttpContext, site: Site, { status = 200, ...props }: Sending) {
  const headers = { 'Cache-Control': 'no-store' }
  if (wantsFragment(c)) {
    return sendHtml(c, site.render(<PasteBox {...props} />), { status, headers })
  }
  return sendPage(c, site, {
    title: 'Add services',
    status,
    headers,
    content: <PastePage {...props} />,
  })
}

async function paste(c: HttpContext, site: Site): Promise<Response> {
  const { list, _idem: sent } = pick(await readForm(c), ['list', '_idem'])
  const { lines, beyond } = pastedList(list)
  const idem = freshKey()
  if (lines.length === 0) {
    return sendBox(c, site, { idem, text: list, error: 'has no address in it', status: 422 })
  }
  const key = /^[\w-]{8,64}$/.test(sent) ? sent : idem
  const outcomes = await addAll(site, { lines, key, actor: actorOf(c) })
  const refused = outcomes.flatMap(({ kind, line }) => (kind === 'refused' ? [line.text] : []))
  const text = [...refused, ...beyond].join('\n')
  return sendBox(c, site, { idem, text, outcomes, beyond: beyond.length })
}

type Known = { readonly id: ServiceId; readonly name: string }

type List = {
  readonly lines: readonly PastedLine[]
  readonly key: string
  readonly actor: Actor
}

/** Each line by itself and in their order; where the store goes away the rest is refused for that. */
async function addAll(site: Site, { lines, key, actor }: List): Promise<PasteOutcome[]> {
  const users = [...site.board.entries()].filter(({ service }) => !service.system)
  const known = new Map<string, Known>(
    users.map(({ service: { id, name, url } }) => [sameAddress(url), { id, name }]),
  )
  const names = new Set(users.map(({ service }) => service.name))
  const outcomes: PasteOutcome[] = []
  let latest = 0 as Seq
  let away: string | null = null

  async function add(line: PastedLine): Promise<PasteOutcome> {
    const watched = known.get(sameAddress(line.url))
    if (watched !== undefined) return { line, kind: 'watched', ...watched }
    const name = line.name ?? nameFor(line.url, (taken) => names.has(taken))
    const draft = { name, url: line.url }
    const { value, seq } = await site.services.create(draft, actor, keyOf(key, line))
    if (seq > latest) latest = seq
    names.add(value.name)
    known.set(sameAddress(value.url), { id: value.id, name: value.name })
    return { line, kind: 'added', id: value.id, name: value.name }
  }

  for (const line of lines) {
    try {
      outcomes.push(away === null ? await add(line) : { line, kind: 'refused', why: away })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const why = whyOf(error)
      if (error.code === 'unavailable') away = why
      outcomes.push({ line, kind: 'refused', why })
    }
  }
  await site.board.reach(latest)
  return outcomes
}

/** A line that is sent twice under one key makes one service. */
function keyOf(key: string, { text }: PastedLine) {
  const fingerprint = createHash('sha256').update(text).digest('hex')
  return { key: `paste ${key} ${fingerprint.slice(0, 24)}`, fingerprint }
}

const whyOf = ({ fields, message }: Refusal): string =>
  fields.length === 0
    ? message
    : fields
        .map((field) => `${field.path === 'url' ? 'the address' : field.path} ${field.message}`)
        .join('; ')
