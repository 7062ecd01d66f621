import type { Ask } from '../../../modules/pipelines/index.ts'
import type { HttpClient } from '../http/client.ts'
import {
  type Build,
  type Buildset,
  builds,
  buildsets,
  type Change,
  changes,
  type Request,
} from './bodies.ts'
import { findBy } from './query.ts'

/** A build request, one of its builds, and what they are about. */
export type Work = {
  readonly request: Request
  /** `null` before it is built, and when it never is. */
  readonly build: Build | null
  /** From 1. */
  readonly attempt: number
  readonly buildset: Buildset | null
  readonly revision: string | null
  readonly change: Change | null
}

const revisionOf = (build: Build | null, buildset: Buildset | undefined): string | null =>
  build?.properties.got_revision ?? buildset?.sourcestamps[0]?.revision ?? null

/** All builds of these requests, oldest first. */
export async function buildsOf(http: HttpClient, requestIds: Iterable<number>, ask: Ask) {
  const kind = {
    path: 'builds',
    schema: builds,
    by: 'buildrequestid',
    pairs: [
      ['property', 'got_revision'],
      ['property', 'owner'],
    ],
  } as const
  const pages = await findBy(http, kind, { ...ask, values: requestIds })
  return pages.flatMap((page) => page.builds).toSorted((a, b) => a.buildid - b.buildid)
}

/** Fields of a change; it may name thousands of files, which nobody here needs. */
const changeFields = ['changeid', 'revision', 'author', 'comments', 'when_timestamp'].map(
  (name) => ['field', name] as const,
)

async function changesOf(http: HttpClient, revisions: Iterable<string>, ask: Ask) {
  const kind = { path: 'changes', schema: changes, by: 'revision', pairs: changeFields }
  const pages = await findBy(http, kind, { ...ask, values: revisions })
  const found = pages.flatMap((page) => page.changes)
  return new Map(found.map((change) => [change.revision, change]))
}

/**
 * What became of requests, in their order, the latest attempt of each first: three calls for fifty of
 * them, whatever their number of builds.
 */
export async function workOf(
  http: HttpClient,
  requests: readonly Request[],
  ask: Ask,
): Promise<readonly Work[]> {
  const sets = { path: 'buildsets', schema: buildsets, by: 'bsid' }
  const bsids = requests.map(({ buildsetid }) => buildsetid)
  const setPages = await findBy(http, sets, { ...ask, values: bsids })
  const setById = new Map(
    setPages.flatMap((page) => page.buildsets).map((set) => [set.bsid, set] as const),
  )
  const ids = requests.map(({ buildrequestid }) => buildrequestid)
  const buildsByRequest = Map.groupBy(await buildsOf(http, ids, ask), (one) => one.buildrequestid)
  const works = requests.flatMap((request) => {
    const buildset = setById.get(request.buildsetid)
    const own: readonly (Build | null)[] = buildsByRequest.get(request.buildrequestid) ?? [null]
    return own
      .map((build, at) => ({ request, build, attempt: at + 1, buildset: buildset ?? null }))
      .map((work) => ({ ...work, revision: revisionOf(work.build, buildset) }))
      .toReversed()
  })
  const revisions = works.flatMap(({ revision }) => revision ?? [])
  const changeByRevision = await changesOf(http, revisions, ask)
  return works.map((work) => ({ ...work, change: changeByRevision.get(work.revision) ?? null }))
}
