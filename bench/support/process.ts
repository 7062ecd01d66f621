import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

/** Resident memory of a process, in megabytes (10^6 bytes), as the kernel counts it. */
export const residentMb = (pid: number): number => megabytesOf(pid, 'VmRSS')

/** Lets the largest be counted from now on: proc(5), clear_refs. */
export const forgetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, '5')

/** The largest that its resident memory was. */
export const peakResidentMb = (pid: number): number => megabytesOf(pid, 'VmHWM')

function megabytesOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kib = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]
  if (kib === undefined) throw new Error(`process ${pid} has no memory of its own`)
  return (Number(kib) * 1_024) / 1e6
}

/** Processor time that a process has used, user and system, in seconds: proc(5), fields 14 and 15 of stat. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name, in brackets, may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticks()
}

let perSecond = 0
function ticks(): number {
  perSecond ||= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  return perSecond
}
