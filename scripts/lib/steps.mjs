// The steps of `npm test` and `npm run check`, and the counts that they end with.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { inspect } from 'node:util'
import { runNode } from './command.mjs'
import { Failure, root, tool } from './node.mjs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */
/** @typedef {{ tally: Tally, interrupted: boolean, ends?: boolean }} StepResult */
/** @typedef {() => Promise<StepResult>} Step */

const browser = 'src/adapters/web/browser/tsconfig.json'

/** Format, lint and types: each is one test, which prints only when it fails. */
export function staticSteps() {
  const types = {
    types: 'tsconfig.json',
    'domain types': 'tsconfig.domain.json',
    'browser types': browser,
    'script types': 'scripts/tsconfig.json',
  }
  const projects = Object.entries(types).filter(([, path]) => existsSync(join(root, path)))
  return [
    quiet('format and lint', [tool.biome, 'check', '--error-on-warnings']),
    ...projects.map(([title, path]) => quiet(title, [tool.tsc, '-p', path, '--noEmit'])),
  ]
}

/**
 * @param {string} title
 * @param {readonly string[]} args
 * @returns {Step}
 */
const quiet = (title, args) => async () => {
  let output = ''
  const since = performance.now()
  const { code, interrupted } = await runNode(args, {
    env: process.stdout.isTTY ? { FORCE_COLOR: '1' } : {},
    hear: (chunk) => {
      output += chunk
    },
  })
  return { tally: report(title, { since, failure: code === 0 ? null : output }), interrupted }
}

/**
 * A step of ours that throws when it fails. What follows in its lane needs it, and is left out then.
 * @param {string} title
 * @param {() => Promise<void>} work
 * @returns {Step}
 */
export const own = (title, work) => async () => {
  const since = performance.now()
  try {
    await work()
    return { tally: report(title, { since, failure: null }), interrupted: false }
  } catch (error) {
    const failure = error instanceof Failure ? error.message : inspect(error)
    return { tally: report(title, { since, failure }), interrupted: false, ends: true }
  }
}

/**
 * @param {string} title
 * @param {{ since: number, failure: string | null }} outcome
 * @returns {Tally}
 */
function report(title, { since, failure }) {
  const seconds = ((performance.now() - since) / 1_000).toFixed(1)
  if (failure === null) {
    console.log(`passed: ${title} (${seconds} s)`)
    return { passed: 1, failed: 0, skipped: 0 }
  }
  console.log(`${failure.trimEnd()}\nfailed: ${title} (${seconds} s)`)
  return { passed: 0, failed: 1, skipped: 0 }
}

/**
 * Suites of vitest. Its reporter prints failures and skips and leaves the counts in a file; a run
 * that dies before that is one failure.
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [extra]
 * @returns {Step}
 */
export const suites =
  (args, extra = {}) =>
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pharos-tally-'))
    const file = join(folder, 'tally.json')
    try {
      const { code, interrupted } = await runNode(
        [tool.vitest, 'run', '--passWithNoTests', ...args],
        { env: { ...extra, PHAROS_TALLY: file } },
      )
      /** @type {Tally} */
      const tally = existsSync(file)
        ? JSON.parse(readFileSync(file, 'utf8'))
        : { passed: 0, failed: 0, skipped: 0 }
      if (code !== 0 && tally.failed === 0) tally.failed = 1
      return { tally, interrupted }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

/**
 * Runs the lanes beside each other and the steps of a lane one after another, until an interrupt.
 * @param {readonly (readonly Step[])[]} lanes
 */
export async function runLanes(lanes) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  let interrupted = false
  await Promise.all(
    lanes.map(async (steps) => {
      for (const step of steps) {
        if (interrupted) return
        const result = await step()
        total.passed += result.tally.passed
        total.failed += result.tally.failed
        total.skipped += result.tally.skipped
        interrupted ||= result.interrupted
        if (result.ends) return
      }
    }),
  )
  return conclude(total, interrupted)
}

/**
 * Prints the closing line and answers with the exit code. A run that ran nothing proved nothing.
 * @param {Tally} total
 * @param {boolean} interrupted
 */
function conclude({ passed, failed, skipped }, interrupted) {
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
  if (interrupted) return 130
  return failed > 0 || passed === 0 ? 1 : 0
}
