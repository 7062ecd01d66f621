import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Folder, makeFolder } from './folder.ts'

const target = (more = '') => `[Unit]\nDescription=A target of the machine\n${more}`

/** All that a small systemd needs around the unit that is tried: targets by name, and the journal. */
const units: Readonly<Record<string, string>> = {
  'sysinit.target': target('DefaultDependencies=no\n'),
  'basic.target': target(),
  'sockets.target': target(),
  'network-online.target': target(),
  'shutdown.target': target('DefaultDependencies=no\n'),
  'umount.target': target('DefaultDependencies=no\n'),
  'multi-user.target': target('Wants=systemd-journald.service\nAllowIsolate=yes\n'),
  'systemd-journald.socket': `[Unit]
DefaultDependencies=no
[Socket]
ListenStream=/run/systemd/journal/stdout
ListenDatagram=/run/systemd/journal/socket
PassCredentials=yes
`,
  'systemd-journald.service': `[Unit]
DefaultDependencies=no
Requires=systemd-journald.socket
After=systemd-journald.socket
[Service]
Type=notify
ExecStart=/lib/systemd/systemd-journald
Sockets=systemd-journald.socket
StandardOutput=null
`,
}

export function writeUnits(): Folder {
  const folder = makeFolder()
  for (const [name, text] of Object.entries(units)) writeFileSync(join(folder.path, name), text)
  return folder
}
