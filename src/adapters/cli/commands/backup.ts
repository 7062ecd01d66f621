import { Refusal, rfc3339Seconds } from '../../../kernel/index.ts'
import { misused } from '../args.ts'
import { command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import { configFlagsOf, dataOptions, jsonOption } from '../shared-options.ts'

export const backup = command({
  name: 'backup',
  arguments: ['FILE'],
  summary: 'Copies the database, as it is at one moment, into a file',
  notes: [
    'It opens the data folder or the database itself, and works while Pharos runs. FILE appears when it',
    'is whole; "-" is standard output. Keep it as safe as the database: it holds what you watch, and',
    'what passwords and tokens are checked against.',
  ],
  options: {
    force: { type: 'boolean', help: 'overwrite FILE' },
    ...dataOptions,
    ...jsonOption,
  },
  example: 'pharos backup /var/backups/pharos.backup',
  async run(args, { deps, screen }) {
    const [file = ''] = args.positionals
    if (file === '-' && deps.io.isTty)
      throw misused('a backup is no text for a terminal; give a FILE')
    if (file === '-' && args.flag('json')) throw misused('"-" and --json exclude each other')
    const began = deps.clock.monotonic()
    const { madeAt, schema, rows } = await deps.backUp(configFlagsOf(args), {
      file,
      force: args.flag('force'),
    })
    const total = Object.values(rows).reduce((sum, count) => sum + count, 0)
    const ms = Math.round(deps.clock.monotonic() - began)
    const said = `Backed up ${total} rows of schema ${schema}, as they were at ${rfc3339Seconds(madeAt)}, in ${(ms / 1_000).toFixed(1)} s`
    if (args.flag('json')) screen.json({ file, made_at: rfc3339Seconds(madeAt), schema, rows })
    else if (file === '-') screen.note(said)
    else screen.line(`${said}: ${file}`)
    return exitCodes.fine
  },
})

export const restore = command({
  name: 'restore',
  arguments: ['FILE'],
  summary: 'Puts a backup in the place of the database',
  notes: [
    'Stop Pharos first. The database from before is kept beside it (SQLite), or replaced in one',
    'transaction (PostgreSQL). The restored copy sends nothing outward until "pharos arm", so that it',
    'may stand beside the one that still works.',
  ],
  options: {
    arm: { type: 'boolean', help: 'let it send notifications and heartbeats at once' },
    yes: { type: 'boolean', help: 'do not ask' },
    ...dataOptions,
    ...jsonOption,
  },
  example: 'pharos restore /var/backups/pharos.backup',
  async run(args, { deps, screen }) {
    const [file = ''] = args.positionals
    if (deps.io.canAsk && !args.flag('yes')) {
      const answer = await deps.io.readLine('Replace all data of this Pharos by the backup? [y/N] ')
      if (!/^y(es)?$/i.test(answer?.trim() ?? '')) {
        throw new Refusal('conflict', 'nothing was restored')
      }
    }
    const arm = args.flag('arm')
    const { manifest, schema, kept } = await deps.restore(configFlagsOf(args), { file, arm })
    const madeAt = rfc3339Seconds(manifest.madeAt)
    if (args.flag('json')) {
      screen.json({ file, made_at: madeAt, program: manifest.program, schema, kept, armed: arm })
      return exitCodes.fine
    }
    screen.line(`Restored the data of ${madeAt}, made by version ${manifest.program}`)
    if (kept !== null) screen.line(`The database from before is ${kept}`)
    screen.line('API tokens that were revoked since then are good again; look through them.')
    if (!arm) screen.line('It sends nothing outward until "pharos arm".')
    return exitCodes.fine
  },
})

export const arm = command({
  name: 'arm',
  arguments: [],
  summary: 'Lets a restored copy send notifications and heartbeats again',
  notes: [
    'Arm only one of two copies: both would tell the same people the same things. It opens the data',
    'folder or the database itself, also while Pharos runs.',
  ],
  options: { ...dataOptions, ...jsonOption },
  example: 'pharos arm',
  async run(args, { deps, screen }) {
    const { changed, restoredFromAt } = await deps.arm(configFlagsOf(args))
    const from = restoredFromAt === null ? null : rfc3339Seconds(restoredFromAt)
    if (args.flag('json')) screen.json({ armed: true, changed, restored_from: from })
    else if (changed) screen.line(`Armed: it sends notifications and heartbeats again`)
    else screen.line('It is armed already; there is nothing to do')
    return exitCodes.fine
  },
})
