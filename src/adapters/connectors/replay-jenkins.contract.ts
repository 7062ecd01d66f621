import {
  type Asked,
  fieldOf,
  jsonReply,
  type Platform,
  type Routes,
  sorted,
} from './replay-platform.contract.ts'

/**
 * https://www.jenkins.io/doc/book/using/remote-access-api/. A route is a folder, a job or a view as
 * `…/api/json` has it; its `builds` (newest first) are each served too, by number and as `lastBuild`,
 * `lastCompletedBuild` and `lastSuccessfulBuild`. Paths that do not end in `api/json` are routes of their own.
 */
export function replayJenkins(): Platform {
  return {
    base: '/jenkins',
    meter: null,
    unchangedIsFree: false,
    headers: () => ({ 'x-jenkins': '2.528.1', 'x-jenkins-session': '1f2e3d4c' }),
    refuse: (status, { retryAfter } = {}) => ({
      status,
      headers: {
        'content-type': 'text/html;charset=utf-8',
        ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
      },
      body: `<html><head><title>Error ${status}</title></head><body></body></html>`,
    }),
    serve(asked, route) {
      const tree = asked.query.get('tree')
      return jsonReply(tree === null ? firstBuilds(route) : select(route, parseTree(tree)))
    },
    find,
  }
}

/** Only the newest hundred of `builds` are ever given; `allBuilds` has all. */
const shortest = 100

function find({ path }: Asked, routes: Routes) {
  const [, item] = /^(?:(.*)\/)?api\/json$/.exec(path) ?? []
  if (item === undefined) return path === 'api/json' ? routes[''] : undefined
  const own = routes[item]
  if (own !== undefined) return own
  const [, job = '', build = ''] = /^(.*)\/([^/]+)$/.exec(item) ?? []
  const found = buildsOf(routes[job])?.find(isBuild(build))
  return typeof found === 'object' ? found : undefined
}

const isBuild = (name: string) => (build: unknown) => {
  const isOver = fieldOf(build, 'building') !== true && fieldOf(build, 'result') != null
  if (name === 'lastBuild') return true
  if (name === 'lastCompletedBuild') return isOver
  if (name === 'lastSuccessfulBuild')
    return isOver && ['SUCCESS', 'UNSTABLE'].includes(String(fieldOf(build, 'result')))
  return String(fieldOf(build, 'number')) === name
}

function firstBuilds(route: unknown): unknown {
  const builds = buildsOf(route)
  return builds === undefined ? route : { ...Object(route), builds: builds.slice(0, shortest) }
}

function buildsOf(job: unknown): readonly unknown[] | undefined {
  const builds = fieldOf(job, 'builds')
  return Array.isArray(builds) ? sorted(builds, 'number', 'desc') : undefined
}

type Node = {
  readonly name: string
  readonly below: readonly Node[] | null
  readonly range: readonly [number, number] | null
}

/** `allBuilds[number,actions[causes[*]]]{0,50},name` */
export function parseTree(tree: string): readonly Node[] {
  const tokens: readonly string[] = tree.match(/\{[^}]*\}|[^[\]{},]+|[[\]{},]/g) ?? []
  let at = 0
  const take = (pattern: RegExp): string | null => {
    const token = tokens[at] ?? ''
    if (!pattern.test(token)) return null
    at += 1
    return token
  }
  const must = (pattern: RegExp): string => {
    const token = take(pattern)
    if (token === null) throw new Error(`a tree that Jenkins does not read: ${tree}`)
    return token
  }
  function nodes(end: RegExp): readonly Node[] {
    const list: Node[] = []
    do {
      const name = must(/^[^[\]{},]/)
      const below = take(/^\[/) === null ? null : nodes(/^\]/)
      list.push({ name, below, range: rangeOf(take(/^\{.*\}/)) })
    } while (take(/^,/) !== null)
    must(end)
    return list
  }
  return nodes(/^$/)
}

/** `{from,to}`, of which `to` is left out, or one place: `{3}`. */
function rangeOf(text: string | null): Node['range'] {
  if (text === null) return null
  const [from = '', to = String(Number(from) + 1)] = text.slice(1, -1).split(',')
  return [Number(from), to === '' ? Number.POSITIVE_INFINITY : Number(to)]
}

/**
 * Leaves only what the tree names, and the class of each thing. A name without brackets gives plain
 * values; of things it gives nothing but their class.
 */
function select(value: unknown, tree: readonly Node[]): unknown {
  if (Array.isArray(value)) return value.map((item) => select(item, tree))
  if (typeof value !== 'object' || value === null) return value
  const fields = tree
    .flatMap((node) => named(node, value))
    .map((node) => [node.name, part(value, node)] as const)
  const kind = fieldOf(value, '_class')
  const all = kind === undefined ? fields : [['_class', kind] as const, ...fields]
  return Object.fromEntries(all.filter(([, inner]) => inner !== undefined))
}

function part(value: object, { name, below, range }: Node): unknown {
  const inner = /^(all)?[bB]uilds$/.test(name) ? buildsOf(value) : fieldOf(value, name)
  const [from, to] = range ?? [0, name === 'builds' ? shortest : Number.POSITIVE_INFINITY]
  return select(Array.isArray(inner) ? inner.slice(from, to) : inner, below ?? [])
}

const named = (node: Node, value: object): readonly Node[] =>
  node.name === '*' ? Object.keys(value).map((name) => ({ ...node, name })) : [node]
