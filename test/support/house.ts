import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path/posix'
import { codeOf } from './code-of.ts'

/** A TypeScript file. `path` is relative to the root of the house, `code` is the text without comments and strings. */
export type SourceFile = {
  readonly path: string
  readonly text: string
  readonly code: string
  readonly imports: readonly Import[]
}

/** One `import`, `export … from` or `import()` of a file. */
export type Import = {
  readonly from: string
  /** The path of the imported file, or the specifier of a package. */
  readonly to: string
  readonly kind: 'file' | 'package'
  /** What stands between `import` and `from`. Empty for `import()`. */
  readonly clause: string
  readonly line: number
}

/** What the laws are about: the sources, their tests, and the packages. */
export type House = {
  readonly production: readonly SourceFile[]
  readonly tests: readonly SourceFile[]
  readonly manifest: Manifest
  readonly lock: Lock
}

/** The part of package.json that a law reads. */
export type Manifest = {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** The part of package-lock.json (lockfileVersion 3) that a law reads. */
export type Lock = { readonly packages: Readonly<Record<string, LockedPackage>> }
export type LockedPackage = {
  readonly dev?: boolean
  readonly optional?: boolean
  readonly devOptional?: boolean
  readonly hasInstallScript?: boolean
  readonly resolved?: string
}

/** Reads the house at a root. Files of a later root replace those of an earlier one. */
export function readHouse(...roots: readonly string[]): House {
  const found = new Map(roots.flatMap((root) => list(root).map((path) => [path, root] as const)))
  const files = [...found].map(([path, root]) => readSource(root, path))
  const isTest = ({ path }: SourceFile) => !path.startsWith('src/') || testFile.test(path)
  return {
    production: files.filter((file) => !isTest(file)),
    tests: files.filter(isTest),
    manifest: readJson(roots, 'package.json'),
    lock: readJson(roots, 'package-lock.json'),
  }
}

export const testFile = /\.(?:test|contract)\.tsx?$/

function list(root: string): string[] {
  return globSync('{src,e2e,test}/**/*.{ts,tsx}', { cwd: root, exclude: ['test/laws/**'] })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
}

function readSource(root: string, path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8')
  const code = codeOf(text)
  return { path, text, code, imports: importsOf(path, text, code) }
}

function readJson<Content>(roots: readonly string[], name: string): Content {
  const root = roots.findLast((candidate) => globSync(name, { cwd: candidate }).length > 0)
  if (root === undefined) throw new Error(`There is no ${name} in ${roots.join(', ')}`)
  return JSON.parse(readFileSync(join(root, name), 'utf8'))
}

// Read from the blanked code, where a string is quotes around spaces; the source has its content.
const fixed =
  /\b(?:import|export)\b(?<clause>[^'"()=;]*?)\bfrom\s*(?<string>(?<quote>['"]) *\k<quote>)/dg
const bare = /\bimport\s*(?<string>(?<quote>['"]) *\k<quote>)/dg
const lazy = /\bimport\s*\(\s*(?<string>(?<quote>['"]) *\k<quote>)/dg

function importsOf(from: string, text: string, code: string): Import[] {
  const matches = [fixed, bare, lazy].flatMap((pattern) => [...code.matchAll(pattern)])
  return matches.flatMap((match) => {
    const [start, end] = match.indices?.groups?.string ?? [0, 0]
    const specifier = text.slice(start + 1, end - 1)
    const clause = match.groups?.clause?.trim() ?? ''
    const line = lineAt(code, match.index)
    if (!specifier.startsWith('.')) return { from, to: specifier, kind: 'package', clause, line }
    return { from, to: normalize(join(dirname(from), specifier)), kind: 'file', clause, line }
  })
}

/** The line of an offset, from 1. */
export function lineAt(code: string, offset: number): number {
  return code.slice(0, offset).split('\n').length
}
