import { Refusal, type Role, rfc3339, roles } from '../../../kernel/index.ts'
import { fieldsOf, shown, textOf } from '../answer.ts'
import { misused } from '../args.ts'
import { connect } from '../client.ts'
import { type Args, type Cli, command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import { configFlagsOf, dataOptions, durationOf, serverOptions } from '../shared-options.ts'

const options = {
  user: {
    type: 'string',
    value: 'EMAIL',
    help: 'make it for this account in the data folder, without a server',
  },
  role: { type: 'string', choices: roles, help: 'what it may do; else as much as the account' },
  expires: { type: 'string', value: 'DURATION', help: 'in whole days, such as 30d; else never' },
  ...serverOptions,
  ...dataOptions,
} as const
type TokenArgs = Args<keyof typeof options>
type Made = {
  readonly name: string
  readonly role: string
  readonly expires_at: string | null
  readonly token: string
}

type Wanted = {
  readonly name: string
  readonly role: Role | null
  readonly expiresInDays: number | null
}

const dayMs = 86_400_000

export const tokenCreate = command({
  name: 'token create',
  arguments: ['NAME'],
  summary: 'Makes an API token and prints it, once',
  notes: [
    'The server makes it for the account whose token is in PHAROS_TOKEN. The first one has no such',
    'token: --user EMAIL opens the data folder or the database itself, where the server runs.',
    'Standard output holds the token alone.',
  ],
  options,
  example: 'PHAROS_TOKEN=$(pharos token create laptop --user ann@example.com --expires 30d)',
  async run(args, cli) {
    const asked = args.text('role')
    const wanted = {
      name: args.positionals[0] ?? '',
      role: roles.find((one) => one === asked) ?? null,
      expiresInDays: daysOf(args),
    }
    const made = await (args.text('user') === null ? remote : local)(wanted, args, cli)
    if (args.flag('json')) cli.screen.json(made)
    else {
      cli.screen.line(made.token)
      const end = made.expires_at === null ? 'never expires' : `expires at ${made.expires_at}`
      cli.screen.note(`Token "${made.name}" (${made.role}) ${end}. It is shown this once.`)
      if (wanted.role !== null && wanted.role !== made.role) {
        cli.screen.note(
          `Its account may do no more than ${made.role}, so the token may not either.`,
        )
      }
    }
    return exitCodes.fine
  },
})

function daysOf(args: TokenArgs): number | null {
  const ms = durationOf(args, 'expires')
  if (ms === null) return null
  if (ms < dayMs || ms % dayMs !== 0) throw misused('--expires takes whole days, such as 30d')
  return ms / dayMs
}

async function remote(wanted: Wanted, args: TokenArgs, { deps }: Cli): Promise<Made> {
  const { name, role, expiresInDays } = wanted
  const body = {
    name,
    ...(role !== null && { role }),
    ...(expiresInDays !== null && { expires_in_days: expiresInDays }),
  }
  const { value } = await connect(args, deps)({ method: 'POST', path: '/tokens', body })
  const made = fieldsOf(value)
  const token = textOf(made, 'token')
  if (token === null) throw new Refusal('unavailable', 'the server answered without a token')
  return {
    name: shown(made.name),
    role: shown(made.role),
    expires_at: textOf(made, 'expires_at'),
    token,
  }
}

async function local(wanted: Wanted, args: TokenArgs, { deps }: Cli): Promise<Made> {
  await using identity = await deps.openIdentity(configFlagsOf(args))
  const user = args.text('user') ?? ''
  const { name, role, expiresAt, secret } = await identity.createToken(user, wanted)
  return { name, role, expires_at: expiresAt === null ? null : rfc3339(expiresAt), token: secret }
}
