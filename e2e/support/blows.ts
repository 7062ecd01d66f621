import { setTimeout as delay, setImmediate } from 'node:timers/promises'
import { createDice } from '../../src/kernel/virtual-time.contract.ts'
import type { House } from './house.ts'
import { type Exit, launch } from './program.ts'

export type Blows = { readonly rounds: number; readonly seed: number }

/** A command of the program in a house. */
export const command = ({ cwd, env }: House, ...args: readonly string[]) =>
  launch({ cwd, env, args })

/** Runs a command to its end. Throws unless it ends well. @returns its time in milliseconds. */
export async function timed(house: House, ...args: readonly string[]): Promise<number> {
  const began = performance.now()
  await using program = command(house, ...args)
  const { code } = await program.exited
  if (code !== 0) {
    throw new Error(`pharos ${args.join(' ')} ended with ${code}: ${program.stderr.text}`)
  }
  return performance.now() - began
}

/** When to strike: so long after the start, or so long after the first sign of the work itself. */
export type Moment = { readonly after: 'start' | 'sign'; readonly ms: number }

/**
 * Moments spread evenly, in a random order: half of them over the whole time of a command, and half
 * over its work alone, which may be a small part of that.
 */
export function momentsOver(
  { wholeMs, workMs }: { readonly wholeMs: number; readonly workMs: number },
  { rounds, seed }: Blows,
): readonly Moment[] {
  const dice = createDice(seed)
  const moments = Array.from({ length: rounds }, (_, round): Moment => {
    const part = (round + dice.next()) / rounds
    return round % 2 === 0
      ? { after: 'start', ms: part * wholeMs * 1.05 }
      : { after: 'sign', ms: part * workMs }
  })
  return moments.sort(() => dice.next() - 0.5)
}

type Strike = { readonly moment: Moment; readonly sign: () => Promise<boolean> }

/** Starts a command and kills it at a moment. @returns how it ended: it may have been quicker. */
export async function killAt(
  house: House,
  { moment, sign }: Strike,
  ...args: readonly string[]
): Promise<Exit> {
  await using program = command(house, ...args)
  let isOver = false
  const exited = program.exited.finally(() => {
    isOver = true
  })
  if (moment.after === 'sign') {
    while (!isOver && !(await sign().catch(() => false))) await setImmediate()
  }
  await Promise.race([delay(moment.ms), exited])
  program.kill('SIGKILL')
  return exited
}
