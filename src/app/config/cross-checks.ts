import type { Config } from './config.ts'
import { inactiveKeys } from './inactive.ts'
import type { Locator } from './locate.ts'
import { type ConfigProblem, problemAt } from './problems.ts'
import { type EnvironmentValues, type FileValues, isInactive } from './schema.ts'
import { weakness } from './signing-key.ts'
import type { Source } from './source.ts'
import { isMapping } from './tree.ts'

/** Values that are right each for itself and wrong for production. */
export function environmentProblems(values: EnvironmentValues, locator: Locator): ConfigProblem[] {
  const { ENVIRONMENT: environment, JWT_SECRET: secret } = values
  const reason = secret === undefined ? null : weakness(secret.reveal())
  if (environment === 'development' || reason === null) return []
  const message = `${reason}; in production take one from "openssl rand -base64 32", or none: then one is generated`
  return [locator.problem({ path: 'JWT_SECRET', message })]
}

export function portProblems({ server }: FileValues, locator: Locator): ConfigProblem[] {
  if (server.port === 0 || server.port !== server.grpc_port) return []
  return [locator.problem({ path: 'server.grpc_port', message: 'is the same as server.port' })]
}

/** A cache in Redis needs to know which one. */
export function cacheProblems({ cache }: FileValues, locator: Locator): ConfigProblem[] {
  if (cache.type !== 'redis' || cache.redis_url !== undefined) return []
  const message = 'redis needs cache.redis_url, or the variable REDIS_URL'
  return [locator.problem({ path: 'cache.type', message })]
}

type Loaded = {
  readonly config: Config
  readonly tree: unknown
  readonly sources: ReadonlyMap<string, Source>
  readonly locator: Locator
}

/** What is allowed and worth a word. */
export function warningsOf(loaded: Loaded): ConfigProblem[] {
  const { auth, environment, secretKey } = loaded.config
  const warnings = [...inactiveSections(loaded), ...keysWithoutEffect(loaded)]
  const say = (path: string, message: string) =>
    warnings.push(loaded.locator.problem({ path, message }))
  if (auth.registration === 'open' && auth.defaultRole === 'admin') {
    say('auth.default_role', 'everybody who registers becomes an administrator')
  }
  const reason = secretKey === null ? null : weakness(secretKey.reveal())
  if (reason !== null && environment === 'production') say('PHAROS_SECRET_KEY', reason)
  return warnings
}

const notYet = 'not active yet'

const keysWithoutEffect = ({ config }: Loaded): ConfigProblem[] =>
  inactiveKeys
    .filter(({ chosen }) => chosen(config))
    .map(({ path }) => problemAt(config.source(path), { path, message: notYet }))

function inactiveSections({ tree, sources, locator }: Loaded): ConfigProblem[] {
  if (!isMapping(tree)) return []
  const names = Object.keys(tree).filter((name) => isInactive(name) && tree[name] !== null)
  return names.map((name) => {
    const setter = [...sources].find(([path]) => path.startsWith(`${name}.`))
    return setter === undefined
      ? locator.explain({ path: [name], message: notYet, hint: null, of: 'key' })
      : problemAt(setter[1], { path: name, message: notYet })
  })
}
