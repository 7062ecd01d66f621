import { join, relative } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Machine, startMachine } from './machine.ts'
import { programFlags, root } from './program.ts'
import { unitFolder } from './unit-file.ts'

/** Where the machine sees this checkout. */
const place = '/opt/pharos-checkout'

const inside = (path: string): string => {
  const within = relative(root, path)
  return within.startsWith('..') ? path : join(place, within)
}

/** A command of the built program under the name that the units give it. */
const command = `#!/bin/sh
exec ${inside(process.execPath)} ${programFlags.join(' ')} ${place}/dist/main.js "$@"
`

const installing = `
printf '%s' "$COMMAND" > /usr/local/bin/pharos
chmod 755 /usr/local/bin/pharos
cp ${inside(unitFolder)}/*.service /etc/systemd/system/
cp ${inside(unitFolder)}/pharos.sysusers.conf /usr/lib/sysusers.d/pharos.conf
systemd-sysusers
install -d -m 755 /etc/pharos
install -d -m 700 /etc/pharos/secrets
(umask 077; openssl rand -base64 32 > /etc/pharos/secrets/jwt-secret)
systemctl daemon-reload
`

/** A machine with a systemd of its own, and our units in it as their page says. Nothing is started. */
export async function installUnits(): Promise<Machine> {
  const machine = await startMachine({ systemd: true, copies: { [root]: place } })
  onTestFinished(() => machine[Symbol.asyncDispose]())
  await must(machine, installing, { COMMAND: command })
  return machine
}

/** Runs what must succeed. @returns what it printed. */
export async function must(
  machine: Machine,
  script: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { code, stdout, stderr } = await machine.run(script, { env })
  if (code === 0) return stdout.trim()
  const journal = await machine.run('journalctl --no-pager --lines=30')
  throw new Error(`it ended with ${code}: ${script}\n${stdout}${stderr}\n${journal.stdout}`)
}
