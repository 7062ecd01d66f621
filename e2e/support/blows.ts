import { setTimeout as delay } from 'node:timers/promises'
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

/**
 * Gives moments spread evenly over a time and a little beyond, in a random order: one in each of as
 * many parts as there are rounds, so that no part is left out by bad luck.
 */
export function momentsOver(durationMs: number, { rounds, seed }: Blows): readonly number[] {
  const dice = createDice(seed)
  const moments = Array.from(
    { length: rounds },
    (_, round) => ((round + dice.next()) / rounds) * durationMs * 1.05,
  )
  return moments.sort(() => dice.next() - 0.5)
}

/** Starts a command and kills it at a moment. @returns how it ended: it may have been quicker. */
export async function killAfter(
  house: House,
  afterMs: number,
  ...args: readonly string[]
): Promise<Exit> {
  await using program = command(house, ...args)
  await Promise.race([delay(afterMs), program.exited])
  program.kill('SIGKILL')
  return program.exited
}
