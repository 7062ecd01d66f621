import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, test } from 'vitest'

/*
 * What others recorded of real platforms. It is read where it lies, beside the checkout or where
 * `PHAROS_CONFORMANCE` says, and no part of it is in this repository: it has its own licences.
 */

// biome-ignore lint/style/noProcessEnv: where recordings lie, and whether they must be there, is told from outside.
const { PHAROS_CONFORMANCE, PHAROS_REQUIRE = '' } = process.env
const root = join(import.meta.dirname, '..', '..', '..')
const folder = resolve(root, PHAROS_CONFORMANCE ?? '../shared/conformance', 'cicd')

/** One call that was recorded, and one item of its answer. */
export type DevlakeRow = {
  readonly url: string
  readonly params: Readonly<Record<string, unknown>>
  readonly input: Readonly<Record<string, unknown>> | null
  readonly data: Readonly<Record<string, unknown>>
}

/** The absolute path of a recording: `devlake/github/runs.json`. */
export const recorded = (path: string): string => join(folder, path)

export const json = (path: string): unknown => JSON.parse(readFileSync(recorded(path), 'utf8'))

/** A table of DevLake's: `devlake/github/runs.json`. */
export function rows(path: string): readonly DevlakeRow[] {
  const table = json(path)
  if (!Array.isArray(table)) throw new Error(`${path} is no table`)
  return table.map((row) => ({
    url: String(row.url),
    params: row.params ?? {},
    input: row.input ?? null,
    data: row.data,
  }))
}

/** A table with a line of names: `devlake/github/expected/cicd_pipelines.csv`. */
export function csv(path: string): readonly Readonly<Record<string, string>>[] {
  const [names = [], ...lines] = fieldsOf(readFileSync(recorded(path), 'utf8'))
  return lines.map((line) => Object.fromEntries(names.map((name, at) => [name, line[at] ?? ''])))
}

const field = /(?:"(?<quoted>(?:[^"]|"")*)"|(?<bare>[^",\r\n]*))(?<end>,|\r?\n|$)/gy

/** RFC 4180: a quoted field may hold commas, line breaks and doubled quotes. */
export function fieldsOf(text: string): string[][] {
  const lines: string[][] = []
  let line: string[] = []
  for (const { index, groups } of text.replace(/^\uFEFF/, '').matchAll(field)) {
    if (index >= text.length && line.length === 0) break
    line.push(groups?.quoted?.replaceAll('""', '"') ?? groups?.bare ?? '')
    if (groups?.end === ',') continue
    lines.push(line)
    line = []
  }
  return lines
}

/**
 * A suite that reads recordings. Where they are missing it is one skipped test that says why, or one
 * failed test when `PHAROS_REQUIRE` names `recordings`, or `all`.
 */
export function describeRecorded(title: string, suite: () => void): void {
  describe(title, () => {
    if (existsSync(recorded('README.md'))) suite()
    else test('needs recordings', (context) => miss(context.skip))
  })
}

function miss(skip: (reason: string) => never): void {
  const reason = `no recordings of platforms at ${folder}; set PHAROS_CONFORMANCE`
  const words = PHAROS_REQUIRE.split(',').map((word) => word.trim())
  if (words.includes('all') || words.includes('recordings')) throw new Error(reason)
  skip(reason)
}
