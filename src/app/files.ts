import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getAsset, isSea } from 'node:sea'

/** `src`, or what the build makes of it: code and files have the same places in both. */
const root = join(import.meta.dirname, '..')

/**
 * Reads the files of a wing that are not code. The single executable has them inside, under their
 * paths; everywhere else they lie beside the code.
 */
export const filesOf =
  (wing: 'adapters/api' | 'adapters/web') =>
  (name: string): string =>
    isSea() ? getAsset(`${wing}/${name}`, 'utf8') : readFileSync(join(root, wing, name), 'utf8')
