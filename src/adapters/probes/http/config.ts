import { z } from 'zod'
import { parseStatusSet } from './status-set.ts'

const mebibyte = 1_048_576

/** Settings of an http check. Their titles and descriptions make the form. */
export const httpConfig = z.strictObject({
  method: z
    .enum(['GET', 'HEAD', 'POST'], 'must be one of GET, HEAD, POST')
    .default('GET')
    .meta({ title: 'Method' }),
  expected_status: z.coerce
    .string()
    .max(200)
    .refine((text) => parseStatusSet(text) !== null, 'must look like 200-299,301')
    .default('200-299')
    .meta({ title: 'Expected status', description: 'Codes and ranges: 200-299,301' }),
  follow_redirects: z.boolean().default(true).meta({
    title: 'Follow redirects',
    description: 'The expected status is that of the last answer',
  }),
  verify_tls: z.boolean().default(true).meta({ title: 'Verify the certificate' }),
  max_body_bytes: z
    .int('must be a whole number')
    .min(1_024, 'must be at least 1024 bytes')
    .max(8 * mebibyte, 'must be at most 8388608 bytes')
    .default(mebibyte)
    .meta({ title: 'Largest body', description: 'In bytes, decoded; a larger one counts as down' }),
})

export type HttpConfig = z.output<typeof httpConfig>
