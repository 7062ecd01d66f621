import { statSync } from 'node:fs'
import { relative } from 'node:path'
import { binary, ensureBinary } from './lib/binary.mjs'
import { root } from './lib/node.mjs'

/** @type {import('./lib/command.mjs').Command} */
export async function run() {
  await ensureBinary()
  console.log(`${relative(root, binary)} (${Math.round(statSync(binary).size / 1e6)} MB)`)
  return 0
}
