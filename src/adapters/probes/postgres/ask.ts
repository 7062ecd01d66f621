import type { Socket } from 'node:net'
import type pg from 'pg'
import { Down } from '../failure.ts'
import type { Scope } from '../scope.ts'
import type { PostgresConfig } from './config.ts'
import { guarded } from './guarded.ts'

export type Question = {
  readonly socket: Socket
  readonly database: string
  readonly settings: PostgresConfig
  /** As it was typed. */
  readonly password: string
  readonly timeoutMs: number
}

/** The error codes of PostgreSQL that are more than a refusal, https://www.postgresql.org/docs/current/errcodes-appendix.html */
const queryCanceled = '57014'

/** What a failure of the library says about the server. Its other errors are about what was sent to it. */
function translated(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Down || 'errno' in error) return error
  const state: unknown = Reflect.get(error, 'code')
  if ('severity' in error && typeof state === 'string') {
    const reason = state === queryCanceled ? 'timeout' : 'bad_status'
    return new Down(reason, `${error.message} (${state})`)
  }
  return new Down('protocol_error', error.message)
}

/**
 * A client with every setting given: what is left open the library takes from the environment, and
 * this process may have the password of its own database there.
 */
async function clientOf({ socket, database, settings, password }: Question): Promise<pg.Client> {
  const { default: postgres } = await import('pg')
  let inPlainText = false
  const client = new postgres.Client({
    host: 'checked',
    port: 1,
    user: settings.username,
    database: database === '' ? settings.username : database,
    application_name: 'Pharos',
    ssl: false,
    stream: () => guarded(socket),
    // Texts as they come.
    types: { getTypeParser: () => (text: string) => text },
    password: () => {
      if (!inPlainText || settings.tls !== 'disable') return password
      throw new Down('tls_failure', 'the server wants the password in plain text, without TLS')
    },
  })
  client.connection.on('authenticationCleartextPassword', () => {
    inPlainText = true
  })
  return client
}

const firstOf = (rows: readonly unknown[][]): string => String(rows[0]?.[0] ?? 'NULL')

/** For the server's word that it gave a query up to arrive, and for what a query needs at least. */
const leastMs = 50

/** The server gives a query up a little before we do: it logs as fatal that a client went in between. */
const patienceOf = (leftMs: number): number =>
  Math.max(
    1,
    Math.floor(Math.max(leftMs - Math.max(leastMs, leftMs / 10), Math.min(leftMs, leastMs))),
  )

type Wish = { readonly settings: PostgresConfig; readonly patienceMs: number }

async function query(client: pg.Client, { settings, patienceMs }: Wish): Promise<string> {
  await client.query(`begin read only; set local statement_timeout = ${patienceMs}`)
  // The extended protocol takes one statement, so that none can leave the transaction.
  const wish = { text: settings.query, rowMode: 'array', queryMode: 'extended' } as const
  const { rows } = await client.query<unknown[]>(wish)
  if (rows.length > 0 || settings.expect === '') return firstOf(rows)
  throw new Down('assertion_failed', `expected ${settings.expect}, got no row`)
}

/** Terminate, https://www.postgresql.org/docs/current/protocol-message-formats.html */
const terminate = Buffer.from('X\0\0\0\x04', 'latin1')

/** A server that takes longer to end a transaction is left as it is: its answer is known already. */
const mostFarewellMs = 100

/**
 * Says good-bye: a server logs who leaves it within a transaction without, and a pooler gives up its
 * connection. The rollback's answer is waited for, since a server logs, too, that it cannot send it.
 */
async function leave(scope: Scope, client: pg.Client, { socket, timeoutMs }: Question) {
  // The query may have ended its transaction itself, and one end too many is logged as well.
  if (!socket.destroyed && client.getTransactionStatus() !== 'I') {
    const leftMs = timeoutMs - scope.meter.phases().totalMs
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, Math.min(mostFarewellMs, leftMs / 2)))
      scope.onEnd(() => clearTimeout(timer))
      client.query('rollback').then(
        () => resolve(),
        () => resolve(),
      )
    })
  }
  // Past the library, which would not speak before the server is done.
  if (socket.writable) socket.end(terminate)
}

/** Logs in, asks and leaves. */
export async function ask(scope: Scope, question: Question): Promise<string> {
  const { expect } = question.settings
  scope.meter.enter('firstByte')
  const client = await clientOf(question)
  // Also late ones, which no promise waits for.
  client.on('error', () => {})
  client.connection.on(
    'parameterStatus',
    (status: { parameterName: string; parameterValue: string }) => {
      if (status.parameterName === 'server_version') {
        scope.evidence.server_version = status.parameterValue
      }
    },
  )
  try {
    await client.connect()
    scope.meter.enter('body')
    const patienceMs = patienceOf(question.timeoutMs - scope.meter.phases().totalMs)
    const wish = { settings: question.settings, patienceMs }
    try {
      const value = await query(client, wish)
      scope.evidence.value = value
      if (expect === '' || value === expect) return `answered ${value}`
      throw new Down('assertion_failed', `expected ${expect}, got ${value}`)
    } finally {
      await leave(scope, client, question)
    }
  } catch (error) {
    throw translated(error)
  }
}
