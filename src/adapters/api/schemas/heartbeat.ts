import { z } from 'zod'
import { rfc3339 } from '../../../kernel/index.ts'
import {
  expectedAt,
  type HeartbeatLog,
  type Ping,
  readSchedule,
  scheduleText,
} from '../../../modules/checks/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import { moment } from './common.ts'

export const ping = z
  .object({
    id: z.int().min(1),
    at: moment,
    signal: z.enum(['start', 'success', 'fail']),
    exit_code: z.int().nullable().describe('0 for a success; `null` where the job did not say it.'),
    duration_ms: z
      .number()
      .nullable()
      .describe('Of the run that it ended, when that began with a start.'),
    body: z.string().describe('What the job said, the first 10 kB.'),
  })
  .describe('A signal of a job.')

export const heartbeat = z
  .object({
    url: z
      .string()
      .nullable()
      .describe('What the job calls, below the address of this server. Its end is the secret.'),
    schedule: z.string().nullable().describe('When a success is expected, in words.'),
    expected_at: moment.nullable().describe('When the next success is due, without the grace.'),
    running_since: moment.nullable(),
    pings: z.array(ping).describe('The latest, newest first.'),
  })
  .describe('How a job reports, and what it said.')

export const heartbeatPath = (token: string): string => `/api/v1/heartbeats/${token}`

type Shown = {
  readonly service: Service
  readonly token: string | null
  readonly log: HeartbeatLog
}

export function toHeartbeatJson({ service, token, log }: Shown): z.output<typeof heartbeat> {
  const schedule = readSchedule(service.config)
  const { heartbeat: known, pings } = log
  const due = known === null || schedule === null ? null : expectedAt(known, schedule)
  return {
    url: token === null ? null : heartbeatPath(token),
    schedule: schedule === null ? null : scheduleText(schedule),
    expected_at: orNull(due),
    running_since: orNull(known?.startedAt ?? null),
    pings: pings.map(toPingJson),
  }
}

const orNull = (at: number | null): string | null => (at === null ? null : rfc3339(at))

const toPingJson = ({ id, at, signal, durationMs, body }: Ping): z.output<typeof ping> => ({
  id,
  at: rfc3339(at),
  signal: signal.kind,
  exit_code: signal.kind === 'fail' ? signal.exitCode : signal.kind === 'success' ? 0 : null,
  duration_ms: durationMs,
  body,
})
