import { createHash } from 'node:crypto'
import { rfc3339Seconds } from '../../../kernel/index.ts'
import {
  expectedAt,
  type Heartbeat,
  type HeartbeatSchedule,
  judgeHeartbeat,
  type Probe,
  readSchedule,
} from '../../../modules/checks/index.ts'
import { Down } from '../failure.ts'
import type { ProbeKind, ProbeWorld, Stored } from '../kind.ts'
import { type Scope, within } from '../scope.ts'
import { settingsOf } from '../settings.ts'
import { plainTarget, refusedTarget } from '../target-text.ts'
import { config } from './config.ts'

/** Whoever sees the target learns nothing of the secret: 128 bits of its SHA-256. */
export const heartbeatTarget = (token: string): string =>
  `heartbeat://${createHash('sha256').update(token, 'utf8').digest('hex').slice(0, 32)}`

function parse(target: string): string {
  const name = /^heartbeat:\/\/([\w.:-]{0,100})\/?$/i.exec(plainTarget(target))?.[1]
  if (name === undefined) {
    throw refusedTarget('must be heartbeat:// alone; Pharos makes the address that the job calls')
  }
  return `heartbeat://${name.toLowerCase()}`
}

type Kept = { readonly stored: Stored; readonly schedule: HeartbeatSchedule }

function open(world: ProbeWorld): Probe {
  return async ({ target, timeoutMs, config: given }, signal) => {
    let runMs: number | null = null
    const result = await within({ world, timeoutMs, signal }, async (scope) => {
      const kept = keptOf(world, given)
      const known = await kept.stored.heartbeat(target)
      if (known === null) throw new Down('unsupported', 'no signal has come yet')
      runMs = known.heartbeat.durationMs
      tell(scope, known, kept)
      const { listeningSince } = kept.stored
      const judged = judgeHeartbeat(known.heartbeat, kept.schedule, {
        now: world.now(),
        listeningSince,
      })
      if (judged.reason === 'ok') return judged.message
      throw new Down(judged.reason, judged.message)
    })
    // How long the job ran, where it says so: that is what its owner wants to see grow.
    if (runMs === null || result.status === 'down') return result
    return { ...result, phases: { ...result.phases, totalMs: runMs } }
  }
}

function keptOf({ stored }: ProbeWorld, given: unknown): Kept {
  const schedule = readSchedule(settingsOf(config, given))
  if (stored === undefined || schedule === null) {
    throw new Down('unsupported', 'a heartbeat is judged by the server that hears it')
  }
  return { stored, schedule }
}

type Known = { readonly heartbeat: Heartbeat; readonly words: string }

/** What somebody wants to know who looks for the cause. */
function tell(scope: Scope, { heartbeat, words }: Known, { schedule }: Kept): void {
  const { lastSuccessAt, lastFailureAt, startedAt, failed, exitCode } = heartbeat
  const expected = expectedAt(heartbeat, schedule)
  const moments = {
    last_success: lastSuccessAt,
    last_failure: lastFailureAt,
    running_since: startedAt,
    expected,
  }
  for (const [name, at] of Object.entries(moments)) {
    if (at !== null) scope.evidence[name] = rfc3339Seconds(at)
  }
  if (!failed) return
  if (exitCode !== null) scope.evidence.exit_code = exitCode
  if (words !== '') scope.evidence.output = words
}

export const heartbeat: ProbeKind = {
  type: 'heartbeat',
  title: 'Heartbeat of a job',
  schemes: ['heartbeat:'],
  config,
  parse,
  open,
  door: { setting: 'token', targetOf: heartbeatTarget },
  certain: true,
}
