/** Imports: files of other programs, as services and channels of Pharos. */
import { readGatus } from './gatus.ts'
import { readKuma } from './kuma.ts'
import type { Translated } from './translated.ts'

export type { Item, Translated } from './translated.ts'

/** Every program whose files can be read. A new one is its reader and a line here. */
export const readers: Readonly<Record<string, (text: string, file: string) => Translated>> = {
  'uptime-kuma': readKuma,
  gatus: readGatus,
}
