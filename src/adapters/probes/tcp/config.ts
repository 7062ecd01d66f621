import { z } from 'zod'
import { addressFamily } from '../address-family.ts'
import { patternProblem } from '../pattern.ts'
import { minCertDays, verifyTls } from '../setting-fields.ts'
import { unescaped } from './escapes.ts'
import { starttlsNames } from './starttls.ts'

/** An expression of RE2; a wrong one is refused with what is wrong with it. */
const expression = z
  .string()
  .max(500, 'must be at most 500 characters')
  .superRefine((pattern, context) => {
    const message = patternProblem(pattern)
    if (message !== null) context.addIssue({ code: 'custom', message })
  })

/** Settings of a tcp check. Without any the connection alone counts. */
export const tcpConfig = z.strictObject({
  send: z
    .string()
    .max(4_000, 'must be at most 4000 characters')
    .refine(
      (text) => unescaped(text) !== null,
      'has a \\ that is none of \\r \\n \\t \\0 \\\\ \\x1b',
    )
    .default('')
    .meta({ title: 'Send', description: 'Once connected; \\r\\n ends a line: PING\\r\\n' }),
  expect: z
    .string()
    .max(500, 'must be at most 500 characters')
    .default('')
    .meta({ title: 'Expect', description: 'A text that the answer must have in it' }),
  expect_pattern: expression.default('').meta({
    title: 'Expect by pattern',
    description: 'A regular expression of RE2 that the answer must match: ^\\+PONG',
  }),
  starttls: z
    .enum(starttlsNames, `must be one of ${starttlsNames.join(', ')}`)
    .default('none')
    .meta({ title: 'STARTTLS', description: 'The protocol by which the server is asked for TLS' }),
  verify_tls: verifyTls,
  min_cert_days: minCertDays,
  ip_family: addressFamily,
})

export type TcpConfig = z.output<typeof tcpConfig>
