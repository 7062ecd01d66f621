import { z } from 'zod'
import { type Role, readFields, roles } from '../../kernel/index.ts'

const email = z
  .string({ error: 'is needed' })
  .trim()
  .toLowerCase()
  .max(254, 'is too long')
  .regex(/^[^\s@"<>]+@[^\s@"<>]+$/, 'is not an e-mail address')

/** NIST SP 800-63B asks for at least 8 characters and no rules of composition. */
const password = z
  .string({ error: 'is needed' })
  .min(8, 'must have at least 8 characters')
  .max(512, 'must have at most 512 characters')

const registration = z.strictObject({
  email,
  password,
  setup_token: z.string().max(512).optional(),
  invitation: z.string().max(512).optional(),
})

const logIn = z.strictObject({
  email: z.string({ error: 'is needed' }).trim().toLowerCase().max(254),
  password: z.string({ error: 'is needed' }).max(512),
})

const passwordChange = z.strictObject({
  current_password: z.string({ error: 'is needed' }).max(512),
  new_password: password,
})

const role = z.enum(roles, { error: `must be one of ${roles.join(', ')}` })

/** A whole number, or its digits as a form sends them. */
const days = z
  .union([
    z.number(),
    z
      .string()
      .trim()
      .regex(/^\d{1,4}$/, 'must be a whole number'),
  ])
  .transform(Number)
  .pipe(z.int().min(1, 'must be at least 1').max(3650, 'must be at most 3650'))

const newToken = z.strictObject({
  name: z.string({ error: 'is needed' }).trim().min(1, 'is needed').max(100),
  role: role.optional(),
  expires_in_days: days.nullable().optional(),
})

const accessChange = z.strictObject({ role: role.optional(), disabled: z.boolean().optional() })

const invitation = z.strictObject({ role: role.optional() })

const reader =
  <Schema extends z.ZodType>(schema: Schema) =>
  (input: unknown): z.output<Schema> =>
    readFields(schema, input, { unknown: 'is not a field here' })

export const readRegistration = reader(registration)
export const readLogIn = reader(logIn)
export const readPasswordChange = reader(passwordChange)
export const readNewToken = reader(newToken)
export const readAccessChange = reader(accessChange)
export const readInvitation = reader(invitation)

export const weaker = (a: Role, b: Role): Role => (roles.indexOf(a) <= roles.indexOf(b) ? a : b)
