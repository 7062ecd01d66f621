import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** What the manager's end of `NOTIFY_SOCKET` heard: one entry a message, its lines in it. */
export type NotifyReceiver = AsyncDisposable & {
  readonly socket: string
  readonly heard: readonly string[][]
  /** Resolves with the first message, from the given one on, that has this line. */
  hears(line: string, from?: number): Promise<string[]>
}

/**
 * Node.js has no Unix datagram sockets; Perl, which every Debian has, does. It reads without taking
 * the descriptors that come along, so that a barrier opens as soon as it was read.
 */
const program = `
use strict; use IO::Socket::UNIX; use Socket; $| = 1;
my $socket = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $ARGV[0]) or die "cannot bind: $!";
print "listening\\n";
while (defined $socket->recv(my $message, 65536)) {
  print join("\\t", split /\\n/, $message), "\\n";
}
`

export async function openNotifyReceiver(): Promise<NotifyReceiver> {
  const folder = mkdtempSync(join(tmpdir(), 'pharos-notify-'))
  const socket = join(folder, 'socket')
  const child = spawn('perl', ['-e', program, socket], { stdio: ['ignore', 'pipe', 'inherit'] })
  const heard: string[][] = []
  let bell = Promise.withResolvers<void>()
  let ended = false
  const ring = () => {
    bell.resolve()
    bell = Promise.withResolvers<void>()
  }
  const lines = createInterface({ input: child.stdout })
  const listening = once(lines, 'line')
  const closed = once(child, 'close').then(() => {
    ended = true
    ring()
  })
  await Promise.race([listening, closed])
  if (ended) throw new Error('perl cannot listen on a Unix datagram socket')
  lines.on('line', (line) => {
    heard.push(line.split('\t'))
    ring()
  })
  return {
    socket,
    heard,
    async hears(line, from = 0) {
      for (;;) {
        const message = heard.slice(from).find((words) => words.includes(line))
        if (message !== undefined) return message
        if (ended) throw new Error(`the receiver ended before it heard ${line}`)
        await bell.promise
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill()
      await closed
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
