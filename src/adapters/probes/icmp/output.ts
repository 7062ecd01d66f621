import { Down } from '../failure.ts'

/** A reply as iputils, BusyBox and BSD print it: `64 bytes from …: icmp_seq=1 ttl=64 time=0.045 ms`. */
const reply = /^\d+ bytes from .*\b(?:icmp_)?seq=(\d+)\b.*\btime[=<]([\d.]+) ?ms/

/** Counts the replies among the lines that `ping` prints. */
export function createTally(): { readonly rttsMs: readonly number[]; hear(line: string): void } {
  const seen = new Set<string>()
  const rttsMs: number[] = []
  return {
    rttsMs,
    hear(line) {
      const [, number, time] = reply.exec(line) ?? []
      // A packet may come back twice, and still only one was sent.
      if (number === undefined || time === undefined || seen.has(number)) return
      seen.add(number)
      rttsMs.push(Number(time))
    },
  }
}

const unreachable = /\b(?:unreachable|prohibited|no route to host)\b/i
const forbidden = /\b(?:operation not permitted|permission denied|lacking privilege)\b/i

/** What `ping` says of a failure; `null` where nothing came back. */
export function failureOf(output: string): Down | null {
  const line = output.split('\n').find((text) => forbidden.test(text) || unreachable.test(text))
  if (line === undefined) return null
  if (forbidden.test(line)) {
    return new Down('unsupported', 'unsupported here: ping may not send echo requests')
  }
  const words = /(?:destination|network|no route|packet|communication).*/i.exec(line)?.[0] ?? line
  return new Down('unreachable', words)
}
