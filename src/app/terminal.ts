import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { Io } from '../adapters/cli/index.ts'
import { Refusal } from '../kernel/index.ts'

/** Whoever reads may stop reading, as `head` does: that is no fault of the command, nor of a server. */
function throwUnlessClosed(error: Error): void {
  if (!('code' in error && error.code === 'EPIPE')) throw error
}

/** The terminal, or the pipes in its place. */
export function openTerminal(): Io {
  const { stdin, stdout, stderr } = process
  for (const stream of [stdout, stderr]) stream.on('error', throwUnlessClosed)

  async function ask(prompt: string, echo: boolean): Promise<string | null> {
    const quiet = new Writable({ write: (_chunk, _encoding, done) => done() })
    const reader = createInterface({
      input: stdin,
      output: echo ? stderr : quiet,
      terminal: stdin.isTTY ?? false,
    })
    if (!echo) stderr.write(prompt)
    const closed = new Promise<null>((resolve) => reader.once('close', () => resolve(null)))
    try {
      return await Promise.race([reader.question(echo ? prompt : ''), closed])
    } finally {
      reader.close()
      if (!echo) stderr.write('\n')
    }
  }

  return {
    stdout: (text) => void stdout.write(text),
    stderr: (text) => void stderr.write(text),
    isTty: stdout.isTTY ?? false,
    columns: stdout.columns ?? 80,
    canAsk: stdin.isTTY ?? false,
    readLine: (prompt) => ask(prompt, true),
    readSecret: (prompt) => ask(prompt, false),
    async readAll(limit) {
      const chunks: Buffer[] = []
      let size = 0
      for await (const chunk of stdin) {
        const bytes = Buffer.from(chunk)
        size += bytes.length
        if (size > limit)
          throw new Refusal('too_large', `standard input has more than ${limit} bytes`)
        chunks.push(bytes)
      }
      return Buffer.concat(chunks).toString('utf8')
    },
  }
}
