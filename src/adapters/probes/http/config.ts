import { z } from 'zod'
import { parseStatusSet } from './status-set.ts'

const mebibyte = 1_048_576

/** Settings of an http check. Their titles and descriptions make the form. */
export const httpConfig = z.strictObject({
  method: z.enum(['GET', 'HEAD', 'POST']).default('GET').meta({ title: 'Method' }),
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
    .int()
    .min(1_024)
    .max(8 * mebibyte)
    .default(mebibyte)
    .meta({ title: 'Largest body', description: 'In bytes, decoded; a larger one counts as down' }),
})

export type HttpConfig = z.output<typeof httpConfig>
