import { z } from 'zod'
import { problemCodes } from '../problem.ts'

export const problem = z
  .object({
    type: z.string().describe('Where the code is explained.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What is wrong with this very request.'),
    code: z.enum(problemCodes).describe('Stable: programs may switch on it. The texts may change.'),
    errors: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .describe('The fields that are wrong.'),
    current_rev: z.int().optional().describe('At `stale`: the revision that holds now.'),
    request_id: z.string().describe('Stands in the log and in the X-Request-Id header.'),
  })
  .describe('Why there is no other answer: a problem document (RFC 9457).')
