import { createVault } from '../adapters/credentials/index.ts'
import { isSealed, type Logger, Refusal, type Secret, type Vault } from '../kernel/index.ts'
import type { Config } from './config/index.ts'
import { type KeptSecret, keepSecret } from './data-folder.ts'
import { systemRandom } from './world.ts'

/** The secret that was given, or else the one of the data folder. */
export const keptOr = (
  given: Secret | null,
  { dataDir }: Pick<Config, 'dataDir'>,
  name: KeptSecret,
): Promise<Secret> =>
  given === null ? keepSecret(dataDir, name, systemRandom) : Promise.resolve(given)

/** What signs JWTs. */
export function signingKey(config: Config, log: Logger): Promise<Secret> {
  const { jwtSecret } = config.auth
  if (jwtSecret === null && config.database.kind === 'postgres') {
    log.warn('JWT_SECRET is not set: a JWT of this machine is not good on another one')
  }
  return keptOr(jwtSecret, config, 'jwt-secret')
}

/** What seals the secrets among stored settings. */
export const openVault = async (config: Config): Promise<Vault> =>
  createVault(await keptOr(config.secretKey, config, 'secret-key'))

/** A setting as it was typed, also one that is stored sealed. Throws a `Refusal` that says what to do. */
export function revealed(vault: Vault, setting: string, context: string): string {
  if (!isSealed(setting)) return setting
  try {
    return vault.open(setting, context)
  } catch (cause) {
    throw new Refusal(
      'invalid',
      'a secret was sealed with another key (PHAROS_SECRET_KEY, or secret-key in the data folder); enter it again',
      { cause },
    )
  }
}
