import { z } from 'zod'
import { rfc3339 } from '../../../kernel/index.ts'
import type { HealthReport } from '../ports.ts'
import { moment } from './common.ts'

export const health = z
  .object({
    status: z
      .enum(['ok', 'degraded', 'stalled'])
      .describe('`stalled`: a loop has work to do and does not move.'),
    version: z.string(),
    started_at: moment,
    uptime_seconds: z.number().min(0),
    checks: z
      .record(
        z.string(),
        z
          .object({ status: z.enum(['ok', 'degraded', 'down']) })
          .catchall(z.union([z.string(), z.number(), z.boolean(), z.null()])),
      )
      .describe('Each part, with plain figures about it.'),
  })
  .describe('How Pharos itself is.')

export const probe = z
  .object({
    status: z.enum(['ok', 'not_ready', 'stalled']),
    reasons: z.array(z.string()).describe('Why not; empty when `ok`.'),
  })
  .describe('An answer to an orchestrator.')

export function toHealthJson(of: HealthReport, now: number): z.output<typeof health> {
  const allWell = Object.values(of.parts).every(({ status }) => status === 'ok')
  return {
    status: of.progressing ? (allWell ? 'ok' : 'degraded') : 'stalled',
    version: of.version,
    started_at: rfc3339(of.startedAt),
    uptime_seconds: Math.max(0, Math.floor((now - of.startedAt) / 1_000)),
    checks: { ...of.parts },
  }
}
