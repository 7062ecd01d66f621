import { createHash } from 'node:crypto'
import pg from 'pg'
import { type Clock, type Logger, Refusal, type Secret } from '../../../../kernel/index.ts'
import type { Row, Statement, Tx } from '../statement.ts'
import { createBell, createCommitStats, type Driver } from './driver.ts'
import { listen } from './postgres-listen.ts'

export type PostgresOptions = {
  readonly url: Secret
  readonly pool: number
  readonly clock: Clock
  readonly log: Logger
}

/** Any 64-bit number, as long as every Pharos takes the same: the lock of migrations. */
const migrationLock = 7_205_021_117_804

/** How often a transaction is tried again when it met another one (deadlock, serialisation). */
const triesMost = 5

/**
 * PostgreSQL 12 or newer through `pg`. Statements end within 15 s; a connection that breaks fails
 * the transaction on it with `unavailable` and nothing else.
 */
export function openPostgres(options: PostgresOptions): Driver {
  const { clock, log } = options
  const pool = new pg.Pool(settings(options))
  // An idle client that breaks must not end the process (node-postgres #2386).
  pool.on('error', (error) => log.warn('a database connection broke', { error: error.message }))
  const bell = createBell()
  const commits = createCommitStats()
  const listener = listen({ url: options.url, clock, log, ring: bell.ring })

  async function withClient<Result>(work: (client: pg.PoolClient) => Promise<Result>) {
    const client = await reachable(() => pool.connect())
    const broken = (error: Error) =>
      log.warn('a database connection broke', { error: error.message })
    client.on('error', broken)
    let fault: unknown
    try {
      return await reachable(() => work(client))
    } catch (error) {
      fault = error
      throw error
    } finally {
      client.off('error', broken)
      client.release(isUnavailable(fault))
    }
  }

  async function write<Result>(transaction: () => Tx<Result>): Promise<Result> {
    for (let tries = 1; ; tries++) {
      try {
        const started = clock.monotonic()
        const result = await withClient((client) => inTransaction(client, 'begin', transaction))
        commits.add(clock.monotonic() - started)
        bell.ring()
        return result
      } catch (error) {
        if (!metAnother(error)) throw error
        if (tries >= triesMost) throw crowded(error)
        await clock.sleep(tries * 5)
      }
    }
  }

  return {
    dialect: 'postgres',
    commits: commits.stats,
    onCommit: bell.listen,
    write,
    read: (transaction) =>
      withClient((client) =>
        inTransaction(client, 'begin isolation level repeatable read read only', transaction),
      ),
    exclusively: (work) =>
      withClient(async (client) => {
        await client.query('set statement_timeout = 0')
        await client.query('select pg_advisory_lock($1)', [migrationLock])
        try {
          return await work({
            write: (transaction) => inTransaction(client, 'begin', transaction),
          })
        } finally {
          await client.query('select pg_advisory_unlock($1)', [migrationLock])
          await client.query('reset statement_timeout')
        }
      }),
    async close() {
      await listener.close()
      await pool.end()
    },
  }
}

function settings({ url, pool }: PostgresOptions): pg.PoolConfig {
  return {
    connectionString: url.reveal(),
    max: pool,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: 15_000,
    query_timeout: 20_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    application_name: 'pharos',
    types: { getTypeParser: parserOf },
  }
}

async function inTransaction<Result>(
  client: pg.PoolClient,
  begin: string,
  transaction: () => Tx<Result>,
): Promise<Result> {
  await client.query(begin)
  try {
    const result = await drive(client, transaction())
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

/** 64-bit integers come as text by default; ours are times, ids and counts below 2^53. */
const int8 = 20
function parserOf(oid: number, format?: 'text' | 'binary') {
  return oid === int8 ? Number : pg.types.getTypeParser(oid, format)
}

async function drive<Result>(client: pg.PoolClient, transaction: Tx<Result>): Promise<Result> {
  let next = transaction.next()
  while (!next.done) {
    let rows: readonly Row[]
    try {
      rows = (await client.query<Row>(compile(next.value))).rows
    } catch (error) {
      next = transaction.throw(error)
      continue
    }
    next = transaction.next(rows)
  }
  return next.value
}

type Compiled = { readonly text: string; readonly name: string }
const compiled = new Map<string, Compiled>()
const compiledMost = 500

/** Opens `/*pg … *\/`, numbers the parameters, and names the statement so that each connection plans it once. */
function compile({ text, params }: Statement): pg.QueryConfig {
  let known = compiled.get(text)
  if (known === undefined) {
    let index = 0
    const opened = text.replace(/\/\*pg (.*?)\*\//g, '$1').replace(/\?/g, () => `$${++index}`)
    known = { text: opened, name: createHash('sha1').update(opened).digest('base64url') }
    const oldest = compiled.size >= compiledMost ? compiled.keys().next().value : undefined
    if (oldest !== undefined) compiled.delete(oldest)
    compiled.set(text, known)
  }
  // Only statements with parameters recur; DDL and the like are sent as they are.
  return params.length === 0 ? { text: known.text } : { ...known, values: [...params] }
}

const stateOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** Serialisation failure, deadlock, lock not available; and a key that another one took first. */
const metAnother = (error: unknown): boolean =>
  ['40001', '40P01', '55P03', '23505'].includes(stateOf(error))

/** A key that is taken stays taken; the rest was only bad luck, so another try may be made later. */
const crowded = (error: unknown): unknown =>
  stateOf(error) === '23505'
    ? error
    : new Refusal('unavailable', 'The database is too busy', { cause: error })

const isUnavailable = (error: unknown): boolean =>
  error instanceof Refusal && error.code === 'unavailable'

/**
 * What means *not now*: connection, resources, operator, system, who may log in, a database that is
 * not there, a standby (SQLSTATE classes and codes), and sockets' own errors.
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const notNow = /^(08|28|53|57|58)|^(3D000|25006)$|^E[A-Z]+$/
/** A text with NUL, or with half of a surrogate pair. */
const unstorable = new Set(['22021', '22P05'])
const connectionWords =
  /Connection terminated|timeout exceeded|Client has encountered|timeout expired|Query read timeout/

async function reachable<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal || !(error instanceof Error)) throw error
    const code = stateOf(error)
    if (unstorable.has(code)) {
      throw new Refusal('invalid', 'A text holds a character that cannot be stored', {
        cause: error,
      })
    }
    const is =
      notNow.test(code) || connectionWords.test(error.message) || error instanceof AggregateError
    if (!is) throw error
    throw new Refusal('unavailable', `PostgreSQL cannot be reached: ${error.message || code}`, {
      cause: error,
    })
  }
}
