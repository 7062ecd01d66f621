import { z } from 'zod'

/** Settings that several probes have, with the same words in each form. */
export const verifyTls = z.boolean().default(true).meta({ title: 'Verify the certificate' })

export const username = z.string().max(200).default('').meta({ title: 'User name' })

/** Sealed when it is stored, which makes it longer. */
export const password = z.string().max(4_000).default('').meta({ title: 'Password', secret: true })
