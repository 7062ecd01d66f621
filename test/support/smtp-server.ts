import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A mail as the server took it. */
export type ReceivedMail = {
  readonly from: string
  readonly to: readonly string[]
  /** Headers and body as they came. */
  readonly data: string
  /** Whether it came over TLS, and who had logged in. */
  readonly tls: boolean
  readonly user: string | null
}

/** What the server is to do. As it stands it takes every mail, in plain text, from anyone. */
export type SmtpManner = {
  readonly tls?: 'none' | 'starttls' | 'starttls-required' | 'implicit'
  /** For any TLS. */
  readonly certificate?: { readonly key: string; readonly cert: string }
  /** Nothing is taken without this login; with `starttls`, not without TLS before it either. */
  readonly login?: { readonly user: string; readonly password: string }
  /** The reply to every recipient or mail instead of `250 OK`: `550 no such user`. */
  readonly refuse?: { readonly rcpt?: string; readonly data?: string }
}

export type SmtpServer = AsyncDisposable & {
  readonly port: number
  /** All mails so far. */
  readonly mails: readonly ReceivedMail[]
  /** Resolves with the mail of this number, counted from 0, as soon as it is there. */
  mail(index?: number): Promise<ReceivedMail>
}

const program = join(import.meta.dirname, 'smtp-server.py')

/** Starts a real SMTP server on loopback. `python` is the address of the engine `aiosmtpd`. */
export async function startSmtpServer(
  python: string,
  manner: SmtpManner = {},
): Promise<SmtpServer> {
  const { tls = 'none', certificate, login, refuse = {} } = manner
  const folder = mkdtempSync(join(tmpdir(), 'pharos-smtp-'))
  const certificateFile = join(folder, 'cert.pem')
  const keyFile = join(folder, 'key.pem')
  if (certificate !== undefined) {
    writeFileSync(certificateFile, certificate.cert)
    writeFileSync(keyFile, certificate.key, { mode: 0o600 })
  }
  const told = JSON.stringify({ tls, login, refuse, certificateFile, keyFile })
  const child = spawn(python, [program, told], { stdio: ['pipe', 'pipe', 'pipe'] })
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-4_000)
  })
  const lines = createInterface({ input: child.stdout })
  const closed = once(child, 'close')
  const first = await Promise.race([once(lines, 'line'), closed.then(() => null)])
  if (first === null) throw new Error(`the SMTP server did not start: ${complaints}`)
  const { port } = JSON.parse(String(first[0])) as { port: number }

  const mails: ReceivedMail[] = []
  let bell = Promise.withResolvers<void>()
  let ended = false
  const ring = () => {
    bell.resolve()
    bell = Promise.withResolvers<void>()
  }
  lines.on('line', (line) => {
    mails.push(JSON.parse(line) as ReceivedMail)
    ring()
  })
  void closed.then(() => {
    ended = true
    ring()
  })
  return {
    port,
    mails,
    async mail(index = mails.length) {
      for (;;) {
        const found = mails[index]
        if (found !== undefined) return found
        if (ended) throw new Error(`the SMTP server ended before mail ${index}: ${complaints}`)
        await bell.promise
      }
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      child.kill()
      await closed
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
