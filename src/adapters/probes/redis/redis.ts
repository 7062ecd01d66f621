import { z } from 'zod'
import type { Probe } from '../../../modules/checks/index.ts'
import { type AddressForm, addressText, parseAddress } from '../address.ts'
import { Down } from '../failure.ts'
import type { ProbeKind, ProbeWorld } from '../kind.ts'
import { createReach } from '../reach.ts'
import { type Scope, within } from '../scope.ts'
import { revealed } from '../secret-setting.ts'
import { password, username, verifyTls } from '../setting-fields.ts'
import { settingsOf } from '../settings.ts'
import { openWire, type Wire } from '../wire.ts'

const config = z.strictObject({
  username: username.meta({
    title: 'User name',
    description: 'Of an access control list. Left empty, it is the default user.',
  }),
  password,
  verify_tls: verifyTls,
})

const form: AddressForm = {
  ports: { 'redis:': 6_379, 'rediss:': 6_379 },
  example: 'redis://host, redis://host:port or rediss://host',
}

const limits = { line: 4_096, bytes: 16_384 }

/** A command as an array of bulk strings: nothing in an argument can begin another command. */
const commandOf = (...words: readonly string[]): Buffer =>
  Buffer.from(
    `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`,
  )

/** Simple strings and errors are all that AUTH and PING are answered with. */
async function replyOf(wire: Wire, command: string): Promise<string> {
  const line = await wire.line()
  if (line.startsWith('+')) return line.slice(1)
  if (line.startsWith('-')) throw new Down('bad_status', `${command}: ${line.slice(1)}`)
  throw new Down('protocol_error', `no reply of Redis: ${line}`)
}

type Login = { readonly username: string; readonly password: string }

async function converse(scope: Scope, wire: Wire, login: Login): Promise<string> {
  scope.meter.enter('firstByte')
  if (login.password !== '') {
    const names = login.username === '' ? [] : [login.username]
    wire.write(commandOf('AUTH', ...names, login.password))
    await replyOf(wire, 'AUTH')
  }
  wire.write(commandOf('PING'))
  const reply = await replyOf(wire, 'PING')
  if (reply !== 'PONG') throw new Down('protocol_error', `PING was answered with ${reply}`)
  return 'PONG'
}

/** RESP, https://redis.io/docs/latest/develop/reference/protocol-spec/ */
function open(world: ProbeWorld): Probe {
  const reach = createReach(world)
  return (request, signal) =>
    within({ world, timeoutMs: request.timeoutMs, signal }, async (scope) => {
      const settings = settingsOf(config, request.config)
      const login = {
        username: settings.username,
        password: revealed(scope, world, settings.password),
      }
      const address = parseAddress(request.target, form)
      const { hostname, scheme } = address
      const plain = await reach.plain(scope, address)
      const how = { hostname, verify: settings.verify_tls }
      const socket = scheme === 'rediss:' ? await reach.secured(scope, plain, how) : plain
      return await converse(scope, openWire(socket, limits), login)
    })
}

export const redis: ProbeKind = {
  type: 'redis',
  title: 'Redis server',
  schemes: ['redis:', 'rediss:'],
  config,
  parse: (target) => addressText(parseAddress(target, form)),
  open,
}
