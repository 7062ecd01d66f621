import { roles } from '../../../kernel/index.ts'
import { command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import { choosePassword } from '../password.ts'
import { configFlagsOf, dataOptions, jsonOption } from '../shared-options.ts'

const passwordNotes = [
  'The password is asked for on a terminal, read with --password-stdin, or else made and shown once.',
  'It opens the data folder or the database itself, so it needs no server and no token.',
]

const options = {
  'password-stdin': {
    type: 'boolean',
    help: 'read the password from the first line of standard input',
  },
  ...dataOptions,
  ...jsonOption,
} as const

export const userAdd = command({
  name: 'user add',
  arguments: ['EMAIL'],
  summary: 'Adds an account',
  notes: ['The first account becomes admin, whatever its role.', ...passwordNotes],
  options: {
    role: { type: 'string', choices: roles, help: 'what it may do; else auth.default_role' },
    ...options,
  },
  example: 'pharos user add ann@example.com --role editor',
  async run(args, { deps, screen }) {
    const asked = args.text('role')
    const role = roles.find((one) => one === asked) ?? null
    await using identity = await deps.openIdentity(configFlagsOf(args))
    const password = await choosePassword(deps, { stdin: args.flag('password-stdin') })
    const [email = ''] = args.positionals
    const account = await identity.addUser({ email, password: password.text, role })
    const added = { email: account.email, role: account.role }
    const made = password.generated ? { password: password.text } : {}
    if (args.flag('json')) screen.json({ ...added, ...made })
    else {
      screen.line(`Added ${added.email} as ${added.role}`)
      if (password.generated) screen.line(`Password, shown this once: ${password.text}`)
    }
    return exitCodes.fine
  },
})

export const userPasswd = command({
  name: 'user passwd',
  arguments: ['EMAIL'],
  summary: "Sets an account's password and ends its sessions",
  notes: passwordNotes,
  options,
  example: 'pharos user passwd ann@example.com',
  async run(args, { deps, screen }) {
    await using identity = await deps.openIdentity(configFlagsOf(args))
    const password = await choosePassword(deps, { stdin: args.flag('password-stdin') })
    const [email = ''] = args.positionals
    await identity.setPassword(email, password.text)
    const made = password.generated ? { password: password.text } : {}
    if (args.flag('json')) screen.json({ email, ...made })
    else {
      screen.line(`Changed the password of ${email}; its sessions have ended`)
      if (password.generated) screen.line(`Password, shown this once: ${password.text}`)
    }
    return exitCodes.fine
  },
})
