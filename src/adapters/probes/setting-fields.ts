import { z } from 'zod'

/** Settings that several probes have, with the same words in each form. */
export const verifyTls = z.boolean().default(true).meta({ title: 'Verify the certificate' })

export const username = z.string().max(200).default('').meta({ title: 'User name' })

/** Sealed when it is stored, which makes it longer. */
export const password = z.string().max(4_000).default('').meta({ title: 'Password', secret: true })

/** Of every probe that meets a certificate. */
export const minCertDays = z
  .int('must be a whole number')
  .min(0, 'must be at least 0')
  .max(1_000, 'must be at most 1000')
  .default(0)
  .meta({
    title: 'Days a certificate must last',
    description: 'Fewer left count as down; 0 asks for none',
  })
