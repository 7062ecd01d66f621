// Child processes: the one that we become, and the ones that we wait for.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import process from 'node:process'
import { findNode, root, toolEnv } from './node.mjs'

/**
 * One command of run.mjs: gets the arguments after its name, answers with the exit code.
 * @typedef {(args: readonly string[]) => Promise<number>} Command
 */

/** Whether npm started us: its shell does not pass signals on. */
export const isUnderNpm = () => process.env.npm_lifecycle_event !== undefined

export const canReplaceItself = process.execve !== undefined && process.platform !== 'win32'

/**
 * Starts a program in a process group of its own, so that each signal reaches it once, through us,
 * also one that a terminal sends to the whole group.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export const spawnApart = (file, args, env) =>
  spawn(file, args, { env, detached: process.platform !== 'win32', stdio: 'inherit' })

/**
 * Hands this process over to a program, and with it every signal: where the system can, the program
 * takes this process's place. Else it runs as a child, and we answer with its exit code.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>}
 */
export async function handOver(file, args, env) {
  if (canReplaceItself) process.execve?.(file, [file, ...args], env)
  const { code } = await ended(spawnApart(file, args, env), ['SIGINT', 'SIGTERM', 'SIGHUP'])
  return code
}

/**
 * Runs a script on the pinned Node.js, at the root, with the packages' commands in the path. Its
 * output goes to ours, or to `hear`, piece by piece.
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, hear?: (chunk: Buffer, from: 'stdout' | 'stderr') => void }} [options]
 * @returns {Promise<Ending>}
 */
export async function runNode(args, { env = {}, hear } = {}) {
  const child = spawn(findNode(), args, {
    cwd: root,
    env: toolEnv(env),
    stdio: ['inherit', hear ? 'pipe' : 'inherit', hear ? 'pipe' : 'inherit'],
  })
  child.stdout?.on('data', (chunk) => hear?.(chunk, 'stdout'))
  child.stderr?.on('data', (chunk) => hear?.(chunk, 'stderr'))
  return await ended(child, ['SIGTERM', 'SIGHUP'])
}

const parent = process.ppid

/**
 * Calls back once npm's shell is gone: npm passes SIGTERM to it, and it dies without passing it on.
 * @param {() => void} then
 * @returns {() => void} stops looking
 */
export function onOrphaned(then) {
  const watch = setInterval(() => {
    if (!isUnderNpm() || process.ppid === parent) return
    clearInterval(watch)
    then()
  }, 250)
  return () => clearInterval(watch)
}

/**
 * Waits for a child and passes signals on to it. A terminal sends Ctrl-C to both of us: then the
 * child decides what to do about it, and we stay to report how it ended.
 * @typedef {{ code: number, interrupted: boolean }} Ending
 * @param {import('node:child_process').ChildProcess} child
 * @param {readonly NodeJS.Signals[]} passed
 * @returns {Promise<Ending>}
 */
async function ended(child, passed) {
  let interrupted = false
  const onSignal = (/** @type {NodeJS.Signals} */ signal) => {
    interrupted = true
    if (passed.includes(signal)) child.kill(signal)
  }
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
  for (const signal of signals) process.on(signal, onSignal)
  const forget = onOrphaned(() => onSignal('SIGTERM'))
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (status, signal) => resolve(status ?? 128 + numberOf(signal)))
    })
    return { code, interrupted }
  } finally {
    forget()
    for (const signal of signals) process.off(signal, onSignal)
  }
}

/** @param {NodeJS.Signals | null} signal */
const numberOf = (signal) => (signal ? constants.signals[signal] : 0)
