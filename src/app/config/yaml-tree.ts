import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { interpolate } from './interpolate.ts'
import { type ConfigProblem, problemAt } from './problems.ts'
import type { FileSource } from './source.ts'
import { dotted, type Mapping, type Path } from './tree.ts'

/** Where a key stands, and where its value starts. An entry of a list has one place for both. */
export type Place = { readonly key: FileSource; readonly value: FileSource }

type Options = {
  readonly root: unknown
  readonly at: (offset: number) => FileSource
  readonly find: (name: string) => string | null
}

/** What is known while the tree is walked. */
type Walk = Omit<Options, 'root'> & {
  readonly places: Map<string, Place>
  readonly texts: Set<string>
  readonly problems: ConfigProblem[]
  readonly anchors: Map<string, Node>
  readonly uses: Map<Node, number>
  /** The lists and maps that are being read: an alias to one of them has no end. */
  readonly open: Set<Node>
  values: number
}

/** An alias bomb of a few hundred bytes stands for 10^8 values; a real file uses few aliases. */
const maxAliasUses = 100
const maxValues = 200_000
const maxDepth = 64
const neverKeys = new Set(['__proto__', 'constructor', 'prototype'])

/** Plain values out of parsed YAML, with variables put in, and the place of each. */
export function readTree({ root, at, find }: Options) {
  const walk: Walk = {
    at,
    find,
    places: new Map(),
    texts: new Set(),
    problems: [],
    anchors: new Map(),
    uses: new Map(),
    open: new Set(),
    values: 0,
  }
  const tree = readNode(walk, root, []) ?? {}
  return { tree, places: walk.places, texts: walk.texts, problems: walk.problems }
}

const isNode = (value: unknown): value is Node =>
  isScalar(value) || isMap(value) || isSeq(value) || isAlias(value)

const start = (walk: Walk, node: Node): FileSource => walk.at(node.range?.[0] ?? 0)

function complain(walk: Walk, source: FileSource, about: { path: Path; message: string }): null {
  walk.problems.push(problemAt(source, { path: dotted(about.path), message: about.message }))
  return null
}

function readNode(walk: Walk, node: unknown, path: Path): unknown {
  if (!isNode(node)) return null
  walk.values++
  if (walk.values > maxValues) {
    if (walk.values > maxValues + 1) return null
    return complain(walk, start(walk, node), { path, message: 'the file holds too many values' })
  }
  if (path.length > maxDepth) {
    return complain(walk, start(walk, node), { path, message: 'nested too deeply' })
  }
  if (isAlias(node)) return readAlias(walk, node, path)
  keepAnchor(walk, node, path)
  if (isScalar(node)) return readScalar(walk, node, path)
  walk.open.add(node)
  const value = isMap(node) ? readMap(walk, node, path) : readList(walk, node, path)
  walk.open.delete(node)
  return value
}

function keepAnchor(walk: Walk, node: Exclude<Node, Alias>, path: Path): void {
  if (node.anchor === undefined) return
  const before = walk.anchors.get(node.anchor)
  if (before === undefined) walk.anchors.set(node.anchor, node)
  else if (before !== node) {
    const message = `the anchor &${node.anchor} stands twice`
    complain(walk, start(walk, node), { path, message })
  }
}

function readAlias(walk: Walk, alias: Alias, path: Path): unknown {
  const source = start(walk, alias)
  const target = walk.anchors.get(alias.source)
  if (target === undefined) {
    return complain(walk, source, {
      path,
      message: `no anchor &${alias.source} stands before this`,
    })
  }
  if (walk.open.has(target)) {
    return complain(walk, source, { path, message: `*${alias.source} stands inside itself` })
  }
  const uses = (walk.uses.get(target) ?? 0) + 1
  walk.uses.set(target, uses)
  if (uses <= maxAliasUses) return readNode(walk, target, path)
  if (uses > maxAliasUses + 1) return null
  const message = `*${alias.source} stands for too much: more than ${maxAliasUses} copies`
  return complain(walk, source, { path, message })
}

function readScalar(walk: Walk, node: Node & { value: unknown }, path: Path): unknown {
  if (typeof node.value !== 'string') return node.value
  const { text, replaced, missing, nested } = interpolate(node.value, walk.find)
  if (replaced) walk.texts.add(dotted(path))
  const source = start(walk, node)
  for (const name of missing) {
    const message = `the variable ${name} is not set; \${${name}:-default} gives a default`
    complain(walk, source, { path, message })
  }
  for (const name of nested) {
    const message = `the default of \${${name}:-…} cannot hold another variable`
    complain(walk, source, { path, message })
  }
  return text
}

function readList(walk: Walk, list: YAMLSeq, path: Path): unknown[] {
  return list.items.map((item, index) => {
    const place = [...path, index]
    if (isNode(item)) {
      const source = start(walk, item)
      walk.places.set(dotted(place), { key: source, value: source })
    }
    return readNode(walk, item, place)
  })
}

function readMap(walk: Walk, map: YAMLMap, path: Path): Mapping {
  const mapping: Mapping = {}
  for (const { key, value } of map.items) {
    if (!isScalar(key)) continue
    const name = String(key.value)
    const place = [...path, name]
    const source = start(walk, key)
    const message = refusedKey(walk, { name, mapping, place })
    if (message !== null) {
      complain(walk, source, { path: place, message })
      continue
    }
    const valueSource = isNode(value) ? start(walk, value) : source
    walk.places.set(dotted(place), { key: source, value: valueSource })
    mapping[name] = readNode(walk, value, place)
  }
  return mapping
}

type Entry = { readonly name: string; readonly mapping: Mapping; readonly place: Path }

function refusedKey(walk: Walk, { name, mapping, place }: Entry): string | null {
  if (neverKeys.has(name)) return 'this key is never allowed'
  if (!Object.hasOwn(mapping, name)) return null
  return `this key stands twice, first in line ${walk.places.get(dotted(place))?.key.line}`
}
