import { misused } from './args.ts'
import type { CliDeps } from './ports.ts'

/** `generated` is to be shown once. */
export type Password = { readonly text: string; readonly generated: boolean }

/** 144 bits, in 24 letters. */
const generatedBytes = 18
/** More than any password that is accepted, and bounded. */
const longestInput = 4_096

/**
 * The password for an account: the first line of standard input, what somebody types twice on a
 * terminal, or a generated one when nobody is there or an empty one is typed.
 */
export async function choosePassword(
  deps: Pick<CliDeps, 'io' | 'random'>,
  from: { readonly stdin: boolean },
): Promise<Password> {
  if (from.stdin) return fromInput(await deps.io.readAll(longestInput))
  if (!deps.io.canAsk) return generate(deps)
  const first = await deps.io.readSecret('Password (leave it empty to have one made): ')
  if (first === null) throw misused('no password was given')
  if (first === '') return generate(deps)
  const second = await deps.io.readSecret('The same again: ')
  if (first !== second) throw misused('the two passwords differ')
  return { text: first, generated: false }
}

function fromInput(input: string): Password {
  const [text = ''] = input.split(/\r?\n/, 1)
  if (text === '') throw misused('standard input holds no password')
  return { text, generated: false }
}

const generate = ({ random }: Pick<CliDeps, 'random'>): Password => ({
  text: Buffer.from(random.bytes(generatedBytes)).toString('base64url'),
  generated: true,
})
