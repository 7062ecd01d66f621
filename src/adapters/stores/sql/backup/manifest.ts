import { z } from 'zod'
import { type EpochMs, rfc3339 } from '../../../../kernel/index.ts'
import type { Dialect } from '../drivers/driver.ts'

/** What is known of a backup without unpacking it. It holds counts and sums, and never a value of a row. */
export type Manifest = {
  /** The version of the program that made it. */
  readonly program: string
  /** The version of the schema that the content has. */
  readonly schema: number
  /** Where the rows came from; the content is SQLite all the same. */
  readonly dialect: Dialect
  readonly madeAt: EpochMs
  readonly rows: Readonly<Record<string, number>>
  /** Of the content, unpacked. */
  readonly bytes: number
  readonly sha256: string
}

const count = z.int().min(0)

const line = z.object({
  program: z.string().max(100),
  schema: count,
  dialect: z.enum(['sqlite', 'postgres']),
  made_at: z.iso.datetime(),
  rows: z.record(z.string(), count),
  bytes: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

export function manifestLine({ madeAt, ...rest }: Manifest): string {
  const { program, schema, dialect, rows, bytes, sha256 } = rest
  const written: z.input<typeof line> = {
    program,
    schema,
    dialect,
    made_at: rfc3339(madeAt),
    rows,
    bytes,
    sha256,
  }
  return JSON.stringify(written)
}

/** `null` where it is none. Keys that a later version may add are left alone. */
export function readManifest(text: string): Manifest | null {
  try {
    const { made_at, ...rest } = line.parse(JSON.parse(text))
    return { ...rest, madeAt: Date.parse(made_at) }
  } catch {
    return null
  }
}
