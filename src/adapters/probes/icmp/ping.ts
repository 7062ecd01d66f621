import { type ChildProcess, spawn } from 'node:child_process'
import { Down } from '../failure.ts'
import type { Scope } from '../scope.ts'
import { createTally, failureOf } from './output.ts'

/** What the replies to a series of echo requests tell. */
export type Echoes = { readonly sent: number; readonly rttsMs: readonly number[] }

export type Series = {
  /** An IP address, checked. */
  readonly address: string
  readonly packets: number
  readonly timeoutMs: number
}

/**
 * Sent one after another with this between. A short timeout makes it no shorter: older programs allow
 * less to root alone, and hosts that answer only so many a second would seem to lose the rest.
 * So what does not fit into the timeout is not sent, is no loss, and the result says so.
 */
const intervalMs = 200

/** Before the timeout, so that some replies are a loss and not a timeout. */
const marginMs = 200

const mostOutput = 65_536

/** The program needs nothing of this process's environment, least of all its secrets. */
const environment = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' }

const missing = (): Down =>
  new Down('unsupported', 'unsupported here: this machine has no program ping')

/** The lines of a program, until it is done; of one that says too much the rest is not read. */
function follow(child: ChildProcess, onLine: (line: string) => void): () => string {
  let output = ''
  let rest = ''
  const hear = (chunk: Buffer): void => {
    if (output.length > mostOutput) {
      child.kill('SIGKILL')
      return
    }
    output += chunk.toString('latin1')
    const lines = (rest + chunk.toString('latin1')).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  return () => output
}

/**
 * Sends echo requests with the system's own `ping`: a socket for them is a privilege that it has.
 * No shell is there, and what it is given is fixed but for the address and two numbers.
 */
export function ping(scope: Scope, { address, packets, timeoutMs }: Series): Promise<Echoes> {
  // In seconds. Longer than the timeout, which is for others to keep.
  const wait = String(Math.ceil(timeoutMs / 1_000) + 1)
  const args = [
    '-n',
    '-c',
    String(packets),
    '-i',
    String(intervalMs / 1_000),
    '-W',
    wait,
    '--',
    address,
  ]
  const child = spawn('ping', args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  scope.onEnd(() => child.kill('SIGKILL'))
  scope.meter.enter('firstByte')
  return new Promise((resolve, reject) => {
    const { rttsMs, hear } = createTally()
    const began = performance.now()
    // What was not sent is not lost, nor is what has been under way no longer than another's reply.
    const sentBy = (ms: number): number => {
      const underWayMs = Math.max(intervalMs, ...rttsMs)
      return Math.floor((ms - underWayMs) / intervalMs) + 1
    }
    const conclude = (): void => {
      const sent = Math.min(packets, Math.max(rttsMs.length, sentBy(performance.now() - began)))
      if (rttsMs.length > 0) resolve({ sent, rttsMs })
    }
    const output = follow(child, (line) => {
      hear(line)
      if (rttsMs.length === packets) conclude()
    })
    const timer = setTimeout(conclude, Math.max(0, timeoutMs - marginMs))
    scope.onEnd(() => clearTimeout(timer))
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? missing() : error),
    )
    child.once('close', () => {
      if (rttsMs.length > 0) resolve({ sent: packets, rttsMs })
      const failure = failureOf(output())
      if (failure !== null) reject(failure)
      else reject(new Down('timeout', `no reply to ${packets} echo requests`))
    })
  })
}
