import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from './lib/build.mjs'
import { runNode } from './lib/command.mjs'
import { Failure, root } from './lib/node.mjs'
import { servicesEnv } from './lib/services-state.mjs'

/**
 * Runs one benchmark, bench/NAME.ts. It starts dist/main.js where it needs the program.
 * @type {import('./lib/command.mjs').Command}
 */
export async function run([name = '', ...args]) {
  const files = readdirSync(join(root, 'bench'))
  const names = files.flatMap((file) => /^([\w-]+)\.ts$/.exec(file)?.[1] ?? [])
  if (!names.includes(name)) {
    throw new Failure(`There is no benchmark "${name}". There are: ${names.join(', ') || 'none'}.`)
  }
  await ensureBuilt()
  const { code } = await runNode([join('bench', `${name}.ts`), ...args], {
    env: servicesEnv(),
  })
  return code
}
