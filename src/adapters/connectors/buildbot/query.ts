import type { z } from 'zod'
import type { Ask } from '../../../modules/pipelines/index.ts'
import type { HttpClient } from '../http/client.ts'
import { read } from './bodies.ts'

type Pair = readonly [name: string, value: string | number]

/** A path with its query, in which a name may stand several times: https://docs.buildbot.net/current/developer/rest.html */
export function pathOf(path: string, pairs: readonly Pair[]): string {
  const query = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))
  return query.size === 0 ? path : `${path}?${query}`
}

/** How many values a query names at most: they are up to 40 characters each. */
const mostValues = 50

/** What a kind of thing is found by, and in which form it comes. */
export type Kind<Schema extends z.ZodType> = {
  readonly path: string
  readonly schema: Schema
  readonly by: string
  readonly pairs?: readonly Pair[]
}

/** All things that have one of these values, in as many calls as that takes. */
export async function findBy<Schema extends z.ZodType>(
  http: HttpClient,
  { path, schema, by, pairs = [] }: Kind<Schema>,
  { values, ...ask }: Ask & { readonly values: Iterable<string | number> },
): Promise<readonly z.output<Schema>[]> {
  const wanted = [...new Set(values)]
  const found: z.output<Schema>[] = []
  for (let from = 0; from < wanted.length; from += mostValues) {
    const some = wanted.slice(from, from + mostValues).map((value): Pair => [by, value])
    const { body } = await http.get(pathOf(path, [...some, ...pairs]), { ...ask, accept })
    found.push(read(schema, body, 'the answer'))
  }
  return found
}

/** Without it the answer says that it is plain text. */
export const accept = 'application/json'
