import { isIP } from 'node:net'
import { choice } from './choice.ts'
import { Down } from './failure.ts'

const families = ['any', '4', '6'] as const
export type AddressFamily = (typeof families)[number]

/** Of the addresses of a name, those that are tried. */
export const addressFamily = choice(families).default('any').meta({ title: 'IP version' })

/** The addresses of one family. Throws `Down` where there is none. */
export function ofFamily(addresses: readonly string[], family: AddressFamily): readonly string[] {
  if (family === 'any') return addresses
  const own = addresses.filter((address) => isIP(address) === Number(family))
  if (own.length > 0) return own
  throw new Down('dns_failure', `the name has no IPv${family} address`)
}
