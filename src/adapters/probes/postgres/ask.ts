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

type Ready = Pick<Question, 'settings'> & { readonly leftMs: number }

const firstOf = (rows: readonly unknown[][]): string => String(rows[0]?.[0] ?? 'NULL')

/** Of the time left: the server gives a query up before we do, and need not notice that we are gone. */
const queryShare = 0.95

async function query(client: pg.Client, { settings, leftMs }: Ready): Promise<string> {
  const patienceMs = Math.max(1, Math.floor(queryShare * leftMs))
  await client.query(`begin read only; set local statement_timeout = ${patienceMs}`)
  // The extended protocol takes one statement, so that none can leave the transaction.
  const wish = { text: settings.query, rowMode: 'array', queryMode: 'extended' } as const
  const { rows } = await client.query<unknown[]>(wish)
  if (rows.length > 0 || settings.expect === '') return firstOf(rows)
  throw new Down('assertion_failed', `expected ${settings.expect}, got no row`)
}

/**
 * Says good-bye, since a server writes into its log who leaves it within a transaction without. What
 * is said goes to the system at once; nobody waits for the answer.
 */
const leave = (client: pg.Client): void => void client.end().catch(() => {})

/** Logs in and asks. The transaction ends with the connection. */
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
    const leftMs = question.timeoutMs - scope.meter.phases().totalMs
    const value = await query(client, { settings: question.settings, leftMs })
    scope.evidence.value = value
    if (expect === '' || value === expect) return `answered ${value}`
    throw new Down('assertion_failed', `expected ${expect}, got ${value}`)
  } catch (error) {
    throw translated(error)
  } finally {
    leave(client)
  }
}
