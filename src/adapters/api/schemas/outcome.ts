import { z } from 'zod'
import { rfc3339 } from '../../../kernel/index.ts'
import { missedReasons, type OutcomeRecord, resultReasons } from '../../../modules/checks/index.ts'
import { moment, pageOf, thingId } from './common.ts'
import { upper } from './service.ts'

const ms = z.number().min(0).nullable()

export const outcome = z
  .object({
    id: thingId,
    service_id: z.int().min(0),
    status: z
      .enum(['UP', 'DEGRADED', 'DOWN', 'MISSED'])
      .describe('MISSED: no probe ran in this slot.'),
    reason: z.enum([...resultReasons, ...missedReasons]),
    message: z.string().describe('One line for people. It may quote the target: escape it.'),
    response_time_ms: ms.describe('All phases together; `null` where no probe ran.'),
    phases: z
      .object({
        dns_ms: ms,
        connect_ms: ms,
        tls_ms: ms,
        first_byte_ms: ms,
        total_ms: z.number().min(0),
      })
      .nullable()
      .describe('What each phase took; `null` where it did not happen.'),
    evidence: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .nullable()
      .describe(
        'What the probe saw, by name, when the target was not up, and what earlier tries of the same slot found (`try 1`, …). It quotes the target: escape it.',
      ),
    maintenance: z.boolean().describe('In a maintenance: left out of uptime.'),
    slot: moment.describe('When the check was scheduled.'),
    slots: z.int().min(1).describe('More than 1 for a run of missed slots.'),
    checked_at: moment,
  })
  .describe('What one scheduled check found.')

export const outcomePage = pageOf(outcome)

export const toOutcomeJson = (of: OutcomeRecord): z.output<typeof outcome> => ({
  id: of.id,
  service_id: of.serviceId,
  status: upper(of.status),
  reason: of.reason,
  message: of.message,
  response_time_ms: of.phases?.totalMs ?? null,
  phases:
    of.phases === null
      ? null
      : {
          dns_ms: of.phases.dnsMs,
          connect_ms: of.phases.connectMs,
          tls_ms: of.phases.tlsMs,
          first_byte_ms: of.phases.firstByteMs,
          total_ms: of.phases.totalMs,
        },
  evidence: of.evidence,
  maintenance: of.maintenance,
  slot: rfc3339(of.slot),
  slots: of.slots,
  checked_at: rfc3339(of.checkedAt),
})
