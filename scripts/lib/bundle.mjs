// Run by the pinned Node.js: makes one file of all code that `npm run build` left in dist/, and lays
// the files that it reads beside it. `node dist/bundle/app/pharos.mjs` is the whole program.
import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { licensesOf } from './licenses.mjs'
import { root } from './node.mjs'

const dist = join(root, 'dist')
const folder = join(dist, 'bundle')

/** What the code reads while it runs: `src/app/files.ts` finds it from the folder above `app`. */
const files = [
  'adapters/api/docs/assets',
  'adapters/web/browser',
  'adapters/web/static',
  'adapters/web/vendor',
]

rmSync(folder, { recursive: true, force: true })
const bundle = await rolldown({
  input: join(dist, 'main.js'),
  platform: 'node',
  // Foreign code that `pg` takes where somebody installed it.
  external: ['pg-native', 'pg-cloudflare'],
})
const { output } = await bundle.write({
  file: join(folder, 'app', 'pharos.mjs'),
  format: 'esm',
  // What is imported only where it is needed gets into the same file, but runs no earlier than before.
  codeSplitting: false,
  comments: { jsdoc: false },
})
await bundle.close()
writeFileSync(join(folder, 'licenses.txt'), licensesOf(output[0].moduleIds))
for (const name of files) cpSync(join(dist, name), join(folder, name), { recursive: true })
