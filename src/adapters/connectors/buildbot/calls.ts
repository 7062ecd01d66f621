import {
  type Ask,
  PlatformFault,
  type ProjectKey,
  type RunKey,
} from '../../../modules/pipelines/index.ts'
import type { HttpClient } from '../http/client.ts'
import { type Build, builders, type Request, read, requests, type Step, steps } from './bodies.ts'
import { accept, pathOf } from './query.ts'
import { buildsOf } from './work.ts'

const pageSize = 100

/** A number of Buildbot's, as we were given it. Throws for what cannot be one. */
export function numberOf(externalId: string): number {
  if (/^\d{1,15}$/.test(externalId)) return Number(externalId)
  throw new PlatformFault('not_found', 'Buildbot has nothing with this id')
}

export async function buildersOf(http: HttpClient, ask: Ask) {
  const { body } = await http.get('builders', { ...ask, accept })
  return read(builders, body, 'the list of builders').builders
}

/** What a builder was asked to build, newest first. */
export async function requestsOf(
  http: HttpClient,
  project: ProjectKey,
  { limit, ...ask }: Ask & { readonly limit: number },
): Promise<readonly Request[]> {
  const path = `builders/${numberOf(project.externalId)}/buildrequests`
  const size = Math.min(limit, pageSize)
  const pageAt = (offset: number) =>
    pathOf(path, [
      ['order', '-buildrequestid'],
      ['limit', size],
      ['offset', offset],
    ])
  const listed = await http.list(pageAt(0), {
    ...ask,
    accept,
    limit,
    read({ body, url }) {
      const items = read(requests, body, 'the list of build requests').buildrequests
      const offset = Number(new URL(url).searchParams.get('offset'))
      return { items, next: items.length < size ? null : pageAt(offset + size) }
    },
  })
  // What comes while the list is read moves the rest on, so that some stands on two pages.
  return [...new Map(listed.map((request) => [request.buildrequestid, request])).values()]
}

/** The request, if it is one of this builder's. */
export async function requestOf(
  http: HttpClient,
  project: ProjectKey,
  { externalId, ...ask }: Ask & { readonly externalId: string },
): Promise<Request | null> {
  const path = `buildrequests/${numberOf(externalId)}`
  const answer = await http.get(path, { ...ask, accept, expect: [404] })
  if (answer.status === 404) return null
  const [request] = read(requests, answer.body, 'the build request').buildrequests
  return request?.builderid === numberOf(project.externalId) ? request : null
}

/** The build that is this attempt; `null` where it waits, or was never built. */
export async function buildOf(http: HttpClient, run: RunKey, ask: Ask): Promise<Build | null> {
  const builds = await buildsOf(http, [numberOf(run.externalId)], ask)
  return builds[run.attempt - 1] ?? null
}

/** Those that Buildbot shows. */
export async function stepsOf(http: HttpClient, build: Build, ask: Ask): Promise<readonly Step[]> {
  const { body } = await http.get(`builds/${build.buildid}/steps`, { ...ask, accept })
  return read(steps, body, 'the list of steps').steps.filter(({ hidden }) => !hidden)
}

/** https://docs.buildbot.net/current/developer/rest.html#control: JSON-RPC, on the thing's own path. */
export async function rebuild(http: HttpClient, build: Build, ask: Ask): Promise<void> {
  const call = { jsonrpc: '2.0', id: 1, method: 'rebuild', params: {} }
  await http.post(`builds/${build.buildid}`, call, { ...ask, accept })
}
