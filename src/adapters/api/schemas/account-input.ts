import { z } from 'zod'
import { roleName } from './common.ts'

const password = z.string().min(8).max(512)

export const registration = z
  .strictObject({
    email: z.string().max(254),
    password,
    setup_token: z
      .string()
      .max(512)
      .optional()
      .describe('For the first admin, unless the request comes from this machine.'),
    invitation: z.string().max(512).optional(),
  })
  .describe('A new account.')

export const logIn = z.strictObject({
  email: z.string().max(254),
  password: z.string().max(512),
})

export const passwordChange = z
  .strictObject({ current_password: z.string().max(512), new_password: password })
  .describe('A new password. It ends every session of the account.')

export const tokenDraft = z
  .strictObject({
    name: z.string().min(1).max(100),
    role: roleName.optional().describe('Never more than the caller’s own.'),
    expires_in_days: z.int().min(1).max(3650).nullable().optional().describe('Default: never.'),
  })
  .describe('An API token to make.')

export const accessChange = z
  .strictObject({ role: roleName.optional(), disabled: z.boolean().optional() })
  .describe('What an account may do.')

export const invitationDraft = z
  .strictObject({
    role: roleName.optional().describe('What the invited person becomes; else the default role.'),
  })
  .describe('An invitation to make.')
