import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, type Started, startProgram } from './program.ts'

export type SshServer = Started & { readonly port: number }

/** `nobody`, on every Debian. As root the server would want a user and a folder of its own. */
const nobody = { uid: 65_534, gid: 65_534 }

/** Starts OpenSSH's server on loopback with a new key. `program` is the address of the engine `sshd`. */
export async function startSshServer(program: string): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'pharos-sshd-'))
  const key = join(folder, 'key')
  const made = spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
  if (made.status !== 0) throw new Error(`ssh-keygen failed: ${made.error ?? made.stderr}`)
  // Where the program lies another user may not come.
  const copy = join(folder, 'sshd')
  copyFileSync(program, copy)
  const asRoot = process.getuid?.() === 0
  if (asRoot) {
    chmodSync(folder, 0o755)
    chownSync(key, nobody.uid, nobody.gid)
  }
  const port = await freePort()
  const settings = ['ListenAddress=127.0.0.1', 'PidFile=none', 'PasswordAuthentication=no']
  const options = settings.flatMap((setting) => ['-o', setting])
  const args = ['-D', '-e', '-f', '/dev/null', '-h', key, '-p', String(port), ...options]
  const started = await startProgram(copy, {
    args,
    ready: /Server listening on/,
    ...(asRoot && { user: nobody }),
  })
  return {
    ...started,
    port,
    async [Symbol.asyncDispose]() {
      await started[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
