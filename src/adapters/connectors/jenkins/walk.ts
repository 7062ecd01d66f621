import { type Ask, type FoundProject, PlatformFault } from '../../../modules/pipelines/index.ts'
import type { HttpClient } from '../http/client.ts'
import { folderSchema, type Item } from './bodies.ts'
import { read } from './fields.ts'
import { jobPath } from './paths.ts'
import { isFolder, projectOf } from './project.ts'
import { folderTree } from './tree.ts'

export const most = { projects: 10_000, folders: 2_000, depth: 20 }

type Place = { readonly item: Item; readonly fullName: string }

/**
 * All jobs and multibranch projects, folder by folder, one call each. Throws a `PlatformFault` where
 * Jenkins has more than is followed: a part would pass for the whole.
 */
export async function walk(http: HttpClient, ask: Ask): Promise<readonly FoundProject[]> {
  const found: FoundProject[] = []
  let folders: readonly string[] = ['']
  let seen = 1
  for (let depth = 0; folders.length > 0; depth += 1) {
    // The client bounds how many of these are under way at once.
    const places = (await Promise.all(folders.map((name) => itemsOf(http, name, ask)))).flat()
    found.push(
      ...places
        .filter(({ item }) => !isFolder(item))
        .map(({ item, fullName }) => projectOf(item, fullName)),
    )
    folders = places.filter(({ item }) => isFolder(item)).map(({ fullName }) => fullName)
    seen += folders.length
    if (found.length > most.projects || seen > most.folders || depth >= most.depth) throw tooMany()
  }
  return found
}

async function itemsOf(http: HttpClient, folder: string, ask: Ask): Promise<readonly Place[]> {
  const path = folder === '' ? 'api/json' : `${jobPath(folder)}api/json`
  const query = { tree: folderTree }
  // A folder that was deleted since the list was read is gone; the root is never.
  const expect = folder === '' ? [] : [404]
  const answer = await http.get(path, { ...ask, query, expect })
  if (answer.status === 404) return []
  const { jobs } = read(folderSchema, answer.body, 'A folder')
  // A page of something in front of it would else be a Jenkins that has lost all its jobs.
  if (jobs === null && folder === '') {
    throw new PlatformFault(
      'malformed',
      'The answer is not that of a Jenkins: it has no list of jobs',
    )
  }
  return (jobs ?? []).map((item) => ({
    item,
    fullName: item.fullName ?? (folder === '' ? item.name : `${folder}/${item.name}`),
  }))
}

const tooMany = () =>
  new PlatformFault(
    'misconfigured',
    `Jenkins has more than ${most.projects} jobs, or ${most.folders} folders, or folders in more than ${most.depth} others; use an account that sees fewer`,
  )
