import { createCrypto } from '../adapters/credentials/index.ts'
import { openSqlStore, type SqlStore } from '../adapters/stores/sql/index.ts'
import { type Clock, type Logger, type Random, Refusal, Secret } from '../kernel/index.ts'
import { createIdentity, type Deed } from '../modules/identity/index.ts'
import { type Config, type Flags, formatProblem } from './config/index.ts'
import { readConfig } from './config-file.ts'
import { openDataFolder } from './data-folder.ts'

type World = { readonly clock: Clock; readonly log: Logger; readonly random: Random }

/** The configuration for a command; one that is refused is said in one line. */
export function configFor(flags: Flags): Config {
  const loaded = readConfig(flags)
  if (loaded.kind === 'ok') return loaded.config
  throw new Refusal('invalid', loaded.problems.map(formatProblem).join('; '))
}

/** Opens the database of a command's configuration. */
export async function openLocalStore(flags: Flags, { clock, log }: World): Promise<SqlStore> {
  const config = configFor(flags)
  if (config.database.kind === 'sqlite') await openDataFolder(config.dataDir, log)
  return openSqlStore(config.database, { clock, log })
}

/** Brings the schema up to date, and says from where to where. */
export async function migrateLocal(flags: Flags, world: World) {
  const store = await openLocalStore(flags, world)
  try {
    const { database } = configFor(flags)
    const place = database.kind === 'sqlite' ? database.file : withoutPassword(database.url)
    return { ...(await store.migrate()), database: place }
  } finally {
    await store.close()
  }
}

function withoutPassword(url: Secret): string {
  const shown = new URL(url.reveal())
  shown.password = ''
  return shown.href
}

/** Users and tokens for whoever may read the data folder: no log-in is asked for, the audit says so. */
export async function openLocalIdentity(flags: Flags, world: World) {
  const { clock, random } = world
  const config = configFor(flags)
  const store = await openLocalStore(flags, world)
  await store.migrate()
  const crypto = createCrypto({ jwtSecret: new Secret(crypto64(random)), random })
  const { accounts, tokens } = createIdentity({
    store: store.identity,
    crypto,
    clock,
    policy: {
      registration: 'closed',
      defaultRole: config.auth.defaultRole,
      development: false,
      setupToken: new Secret(crypto.secret()),
    },
  })
  const deed = (): Deed => ({ at: clock.now(), actor: 'command line', requestId: null })

  async function accountOf(email: string) {
    const found = await store.identity.findByEmail(email.trim().toLowerCase())
    if (found === null) throw new Refusal('not_found', `There is no account ${email}`)
    return found.account
  }

  return {
    async addUser(user: {
      email: string
      password: string
      role: Config['auth']['defaultRole'] | null
    }) {
      return accounts.add(user, deed())
    },
    async setPassword(email: string, password: string) {
      const account = await accountOf(email)
      await accounts.setPassword(account.id, password, deed())
    },
    async createToken(
      email: string,
      token: {
        name: string
        role: Config['auth']['defaultRole'] | null
        expiresInDays: number | null
      },
    ) {
      const account = await accountOf(email)
      const user = {
        kind: 'user' as const,
        userId: account.id,
        email: account.email,
        role: account.role,
        via: 'token' as const,
        sessionId: null,
        tokenId: null,
      }
      const input = {
        name: token.name,
        ...(token.role === null ? {} : { role: token.role }),
        expires_in_days: token.expiresInDays,
      }
      const made = await tokens.create(input, { user, requestId: null })
      const { name, role, expiresAt } = made.token
      return { secret: made.secret, name, role, expiresAt }
    },
    [Symbol.asyncDispose]: () => store.close(),
  }
}

const crypto64 = (random: Random): string => Buffer.from(random.bytes(48)).toString('base64url')
