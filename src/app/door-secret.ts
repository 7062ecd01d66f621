import { doorOf } from '../adapters/probes/index.ts'
import { isSealed, type Random, type Settings, secretMask } from '../kernel/index.ts'
import type { ServiceDefinition, Targets } from '../modules/services/index.ts'

type Read = ReturnType<Targets['parse']>

/** 192 bits. */
const secretBytes = 24

/**
 * A definition of what calls Pharos, with its secret: the one that was typed; else the one that it
 * has, whatever address was sent, so that no edit takes the door from a job; else a new one.
 */
export function withDoorSecret(
  read: Read,
  present: Pick<ServiceDefinition, 'type' | 'url' | 'config'> | null,
  random: Pick<Random, 'bytes'>,
): Read {
  const door = doorOf(read.type)
  if (door === null) return read
  const given = read.config[door.setting]
  // What is sealed and not its own is refused where settings are sealed.
  const has = present?.type === read.type ? present.config[door.setting] : undefined
  if (isText(given) && given !== has) return read
  const having = (secret: string, target: string): Read => ({
    ...read,
    target,
    config: { ...read.config, [door.setting]: secret } satisfies Settings,
  })
  if (present !== null && isSealed(has)) return having(has, present.url)
  const made = Buffer.from(random.bytes(secretBytes)).toString('base64url')
  return having(made, door.targetOf(made))
}

const isText = (given: unknown): boolean =>
  typeof given === 'string' && given !== '' && given !== secretMask

/**
 * What a configuration file says of something that calls Pharos must hold its secret: the file is
 * all that there is of it, and a secret made at each start would be another one each time.
 */
export function lacksDoorSecret(read: Read): string | null {
  const door = doorOf(read.type)
  return door !== null && !isText(read.config[door.setting]) ? door.setting : null
}
