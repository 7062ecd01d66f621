import { isIP, type Socket } from 'node:net'
import { z } from 'zod'
import { oneLine } from '../../../kernel/index.ts'
import type { Attempt, Letter } from '../../../modules/alerts/index.ts'
import { failed } from '../answer.ts'
import { dial, wordsFor } from '../connect.ts'
import type { ChannelKind, ChannelWorld } from '../kind.ts'
import { limit } from '../limits.ts'
import { bareHost, reach } from '../reach.ts'
import { parseAddress } from './address.ts'
import { mailOf, threadOf } from './mail.ts'

const address = z
  .string({ error: 'is needed' })
  .refine((text) => parseAddress(text) !== null, 'must look like name@example.com')

const recipient = z
  .string({ error: 'must be addresses' })
  .refine((text) => parseAddress(text) !== null, {
    error: ({ input }) =>
      `has ${JSON.stringify(oneLine(String(input), 80))}, which is not like name@example.com`,
  })

const recipients = z.preprocess(
  (input) =>
    typeof input === 'string' ? input.split(/[,;\n]/).flatMap((part) => part.trim() || []) : input,
  z
    .array(recipient, { error: 'is needed' })
    .min(1, 'is needed')
    .max(50, 'must be at most 50 addresses'),
)

const config = z.strictObject({
  host: z
    .string({ error: 'is needed' })
    .trim()
    .regex(/^[A-Za-z0-9.:[\]-]{1,253}$/, 'must be a host name or an address')
    .meta({ title: 'Mail server' }),
  port: z
    .int('must be a whole number')
    .min(1, 'must be from 1 to 65535')
    .max(65_535, 'must be from 1 to 65535')
    .default(587)
    .meta({ title: 'Port' }),
  tls: z.enum(['starttls', 'implicit', 'none']).default('starttls').meta({
    title: 'Encryption',
    description: 'starttls is usual at port 587, implicit at 465',
  }),
  username: z.string().max(300).default('').meta({ title: 'User name' }),
  password: z.string().max(4_000).default('').meta({ title: 'Password', secret: true }),
  from: address.meta({ title: 'From' }),
  to: recipients.meta({ title: 'To', description: 'One address a line', lines: true }),
})
type Config = z.output<typeof config>

const connectMs = 10_000
const wholeMs = 25_000

async function send(world: ChannelWorld, letter: Letter, signal: AbortSignal): Promise<Attempt> {
  const settings = config.parse(letter.settings)
  const { username, password, port } = settings
  const auth = username === '' ? null : { user: username, pass: world.reveal(password) }
  const limits = limit(signal, wholeMs)
  const reached = await reach(world, settings.host, limits)
  if (reached.kind === 'blocked') return { kind: 'refused', detail: reached.reason }
  if (reached.kind === 'unknown') return failed(reached.reason)
  const socket = await dial(reached.way, port, limits).catch((error: unknown) => ({ error }))
  if ('error' in socket) return failed(wordsFor(socket.error, limits))
  const transport = await transportOver(socket, { ...settings, auth })
  try {
    const message = { ...messageOf(settings, letter), signal: limits.signal }
    const { accepted } = await transport.sendMail(message)
    return {
      kind: 'delivered',
      detail: `accepted for ${accepted.length} of ${settings.to.length}`,
    }
  } catch (error) {
    const ended = limits.endedBy()
    return ended === null ? attemptOf(error) : failed(ended)
  } finally {
    transport.close()
    socket.destroy()
  }
}

type Over = Pick<Config, 'host' | 'port' | 'tls'> & {
  readonly auth: { readonly user: string; readonly pass: string } | null
}

/** The socket leads to an address that was checked; the certificate is that of the name. */
async function transportOver(socket: Socket, { host, port, tls, auth }: Over) {
  // Loaded only where mail is sent: it costs memory and start-up time.
  const { createTransport } = await import('nodemailer')
  const name = bareHost(host).replace(/\.$/, '')
  return createTransport({
    host: name,
    port,
    connection: socket,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: isIP(name) === 0 ? { servername: name } : {},
    ...(auth !== null && { auth }),
    greetingTimeout: connectMs,
    socketTimeout: connectMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

function messageOf({ from, to }: Config, letter: Letter) {
  const { notification } = letter
  const sender = parseAddress(from) ?? { name: '', address: from }
  const host = sender.address.split('@')[1] ?? 'localhost'
  const thread = threadOf(notification)
  return {
    ...mailOf(letter),
    from: sender,
    to: to.flatMap((text) => parseAddress(text) ?? []),
    messageId: `<${notification.id}@${host}>`,
    date: new Date(notification.at),
    ...(thread !== null && { references: [`<${thread}@${host}>`] }),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  }
}

const words: Readonly<Record<string, string>> = {
  EAUTH: 'the user name or password was not accepted',
  ETLS: 'TLS failed',
  EENVELOPE: 'the recipients were not accepted',
  EMESSAGE: 'the message was not accepted',
  EPROTOCOL: 'what answers is no mail server',
  ECONNECTION: 'the mail server could not be reached',
  ESOCKET: 'the mail server could not be reached',
  ETIMEDOUT: 'the mail server did not answer',
}

/** RFC 5321, 4.2.1: 5xx is final, 4xx passes. A wrong password is mended by a person alone. */
function attemptOf(error: unknown): Attempt {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reply =
    error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : Number.NaN
  const said = Number.isInteger(reply) ? ` (answered ${reply})` : ''
  const detail = `${words[code] ?? 'the mail could not be sent'}${said}`
  const isFinal = reply >= 500 && reply < 600
  return isFinal ? { kind: 'refused', detail } : failed(detail)
}

export const smtp: ChannelKind = {
  type: 'smtp',
  title: 'Mail (SMTP)',
  config,
  destination: ({ host, port, tls }) => `${String(host)}:${String(port)}, ${String(tls)}`,
  open: (world) => (letter, signal) => send(world, letter, signal),
}
