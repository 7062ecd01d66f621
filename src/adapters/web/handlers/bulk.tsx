import type { HtmlEscapedString } from 'hono/utils/html'
import { parseId, Refusal, type Seq, type ServiceId } from '../../../kernel/index.ts'
import {
  applyToEach,
  type BulkOutcome,
  type Deed,
  type Picked,
  parseTag,
  tagLimits,
} from '../../../modules/services/index.ts'
import { readFields } from '../forms/index.ts'
import { withAges } from '../fragments/index.ts'
import { type HttpContext, type WebRoute, wantsFragment } from '../http.ts'
import { sendPage } from '../page.tsx'
import { AskDelete, AskTag, BulkPage, BulkResult, NoTag, summaryOf } from '../pages/index.ts'
import { localPath, paths } from '../paths.ts'
import { seeOther, sendHtml } from '../respond.ts'
import type { Site } from '../site.ts'
import { actorOf } from './common.ts'

/** Services that one request may change. */
const most = 200

/** Many services at once. */
export function bulkRoutes(site: Site): WebRoute[] {
  return [
    {
      method: 'POST',
      path: paths.bulk,
      access: 'editor',
      handler: (c) => bulk(c, site),
    },
    // Whoever loads the address of a result anew goes back to the list.
    { method: 'GET', path: paths.bulk, access: 'viewer', handler: () => seeOther(paths.services) },
  ]
}

async function bulk(c: HttpContext, site: Site): Promise<Response> {
  const fields = await readFields(c)
  const picked = picksOf(fields.getAll('pick'))
  const back = localPath(fields.get('back') ?? paths.services)
  const kind = kindOf(fields.get('do'))
  const typed = fields.get('tag') ?? ''
  if (kind === 'tag' || kind === 'untag') {
    const tag = parseTag(typed)
    if (tag === null) return askTag(c, site, { kind, typed, picked, back })
    return run(c, site, { picked, back, deed: { kind, tag } })
  }
  if (kind === 'delete' && fields.get('sure') !== 'yes') {
    const names = await namesOf(site, picked)
    const content = <AskDelete {...{ names, picked, back, inList: wantsFragment(c) }} />
    return send(c, site, { title: 'Delete services', back, content })
  }
  return run(c, site, { picked, back, deed: { kind } })
}

/** As the board has them; it may not have heard of the newest ones yet. */
async function namesOf(site: Site, picked: readonly Picked[]): Promise<readonly string[]> {
  const names: string[] = []
  for (const { id } of picked) {
    const service = site.board.entry(id)?.service ?? (await site.services.get(id).catch(orNull))
    names.push(service === null ? `Service ${id}, which was deleted` : service.name)
  }
  return names
}

function orNull(error: unknown): null {
  if (error instanceof Refusal && error.code === 'not_found') return null
  throw error
}

/** `ID.REV` of each row, each id once. */
function picksOf(texts: readonly string[]): readonly Picked[] {
  const picked = new Map<ServiceId, Picked>()
  for (const text of texts) {
    const [idText = '', revText = ''] = text.split('.', 2)
    const id = parseId<ServiceId>(idText)
    if (id === null || !/^\d{1,15}$/.test(revText)) {
      throw new Refusal('malformed', 'This selection cannot be read; load the list again')
    }
    if (!picked.has(id)) picked.set(id, { id, rev: Number(revText) })
  }
  if (picked.size === 0) throw new Refusal('malformed', 'Select at least one service first')
  if (picked.size > most) throw new Refusal('too_large', `Select at most ${most} services`)
  return [...picked.values()]
}

const kinds = ['pause', 'resume', 'delete', 'tag', 'untag'] as const satisfies Deed['kind'][]

function kindOf(text: string | null): Deed['kind'] {
  const kind = kinds.find((one) => one === text)
  if (kind === undefined) throw new Refusal('malformed', 'It is not said what is to be done')
  return kind
}

type TagAsked = {
  readonly kind: 'tag' | 'untag'
  readonly typed: string
  readonly picked: readonly Picked[]
  readonly back: string
}

/** In the list the field still stands there, so it is enough to say what is wrong. */
function askTag(c: HttpContext, site: Site, asked: TagAsked): Promise<Response> {
  const problem = `A tag is 1 to ${tagLimits.length} letters, digits and ._:/-`
  const content = wantsFragment(c) ? (
    <NoTag problem={problem} />
  ) : (
    <AskTag {...asked} problem={problem} inList={false} />
  )
  return send(c, site, { title: 'Tag services', back: asked.back, status: 422, content })
}

type Asked = {
  readonly picked: readonly Picked[]
  readonly back: string
  readonly deed: Deed
}

/** Finishes what was asked, whether or not the client is still there. */
async function run(c: HttpContext, site: Site, { picked, back, deed }: Asked): Promise<Response> {
  const outcomes = await applyToEach(site.services, { picked, deed }, actorOf(c))
  const failed = outcomes.find((one) => one.kind === 'failed')
  if (failed !== undefined) {
    const requestId = c.get('requestId')
    site.log.error('a bulk action broke off', { requestId, error: failed.cause })
  }
  await site.board.reach(latestOf(outcomes))
  const title = summaryOf(outcomes, deed)
  const content = <BulkResult {...{ outcomes, deed, back, inList: wantsFragment(c) }} />
  return send(c, site, { title, back, content })
}

const latestOf = (outcomes: readonly BulkOutcome[]): Seq =>
  Math.max(0, ...outcomes.map((one) => (one.kind === 'done' ? one.seq : 0))) as Seq

type Answer = {
  readonly title: string
  readonly back: string
  readonly status?: number
  readonly content: HtmlEscapedString | Promise<HtmlEscapedString>
}

/** In the list where it was asked, or as a page. */
function send(c: HttpContext, site: Site, answer: Answer): Promise<Response> {
  const { title, back, content, status = 200 } = answer
  const headers = { 'Cache-Control': 'no-store' }
  if (wantsFragment(c)) {
    const markup = withAges(site.render(content), site.clock.now())
    return sendHtml(c, markup, { status, headers })
  }
  const page = (
    <BulkPage title={title} back={back}>
      {content}
    </BulkPage>
  )
  return sendPage(c, site, { title, status, headers, content: page })
}
