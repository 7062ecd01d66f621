import { parseArgs } from 'node:util'

/** `--rounds N` of the command line. A median of fewer than five says little. */
export function roundsAsked(): number {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } })
  const rounds = Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number')
  return rounds
}
