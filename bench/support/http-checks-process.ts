import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

const canPin = ((): boolean => {
  if (availableParallelism() < 2) return false
  try {
    execFileSync('taskset', ['-V'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

/** How the cores are shared, for the report. */
export const placement = canPin
  ? 'probers on core 0; target and driver on core 1'
  : 'NOT pinned (taskset or a second core is missing): figures are not comparable'

export const pinMyself = (core: number): void => {
  if (canPin) execFileSync('taskset', ['-cp', String(core), String(process.pid)])
}

/** Starts a program of another vendor on a core. */
export function spawnOn(core: number, file: string, args: readonly string[]): ChildProcess {
  const [command, ...rest] = canPin
    ? ['taskset', '-c', String(core), file, ...args]
    : [file, ...args]
  return spawn(command ?? file, rest, { stdio: ['ignore', 'ignore', 'pipe'] })
}

/** Starts one of our scripts on a core; it speaks first. */
export async function forkOn<Hello>(core: number, script: string): Promise<[ChildProcess, Hello]> {
  const path = join(import.meta.dirname, script)
  const child = canPin
    ? fork(path, { execPath: 'taskset', execArgv: ['-c', String(core), process.execPath] })
    : fork(path)
  const [hello] = await once(child, 'message')
  return [child, hello as Hello]
}

/** Asks a forked script and waits for its answer. */
export async function ask<Answer>(child: ChildProcess, question: object): Promise<Answer> {
  child.send(question)
  const [answer] = await once(child, 'message')
  return answer as Answer
}

const clockTicksPerSecond = 100

/** CPU seconds of a process so far, all its threads: proc(5), utime and stime. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / clockTicksPerSecond
}

export function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1_024
}
