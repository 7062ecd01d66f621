import { DatabaseSync } from 'node:sqlite'
import { Refusal } from '../../../../kernel/index.ts'
import { newestSchema } from '../migrations/migrate.ts'
import type { Manifest } from './manifest.ts'
import { rowCounts, schemaOf } from './tables.ts'

/** Opens a file that no other process knows of, without the safety that it does not need. */
export function openCopy(file: string): DatabaseSync {
  const copy = new DatabaseSync(file, { enableForeignKeyConstraints: false })
  // What is in it was written by whoever made it: its own functions and triggers may do nothing here.
  copy.exec('pragma trusted_schema = off; pragma journal_mode = delete; pragma synchronous = off')
  return copy
}

/** The database as a copy shows it: sound, of which schema, with how many rows. */
export function examine(copy: DatabaseSync, depth: 'quick_check' | 'integrity_check') {
  const [first] = copy.prepare(`pragma ${depth}(1)`).all()
  const fault = Object.values(first ?? {})[0]
  return {
    fault: fault === 'ok' ? null : String(fault),
    schema: schemaOf(copy),
    rows: rowCounts(copy),
  }
}

export const newerSchema = (what: string, schema: number): Refusal =>
  new Refusal(
    'conflict',
    `${what} has schema ${schema}, made by a newer Pharos; this one knows schemas up to ${newestSchema}. ` +
      'Use the newer version',
  )

export const unsound = (words: string, cause?: unknown): Refusal =>
  new Refusal('invalid', `The content of the backup is not sound: ${words}; take another one`, {
    cause,
  })

/** What runs by itself is in no schema of ours, and no name of it has other letters. */
const foreignThings = `select name from sqlite_schema
  where type in ('trigger', 'view') or sql like 'create virtual%' or name glob '*[^a-z0-9_]*'`

/** Holds the unpacked content of a backup against its manifest. Throws `Refusal`. */
export function examineContent(copy: DatabaseSync, manifest: Manifest): void {
  const foreign = copy.prepare(foreignThings).get()
  if (foreign !== undefined) throw unsound(`${foreign.name} is not of Pharos`)
  const { fault, schema, rows } = examine(copy, 'integrity_check')
  if (fault !== null) throw unsound(fault)
  if (schema !== manifest.schema) throw unsound(`it has schema ${schema}, not ${manifest.schema}`)
  for (const [table, count] of Object.entries(manifest.rows)) {
    if (rows[table] !== count) throw unsound(`${table} has ${rows[table]} rows, not ${count}`)
  }
}
