import { z } from 'zod'
import { isSealed, secretMask } from '../../../kernel/index.ts'
import { oneSchedule, scheduleFields } from '../../../modules/checks/index.ts'

/** 128 bits and more, as text that stands in an address as it is. */
const form = /^[A-Za-z0-9_-]{22,200}$/

const token = z
  .string()
  .refine(
    (text) => text === '' || text === secretMask || isSealed(text) || form.test(text),
    'must have 22 to 200 letters, digits, "-" or "_", and be hard to guess',
  )
  .optional()
  .meta({
    title: 'Secret',
    description: 'The part of the address that nobody can guess. Left empty, Pharos makes one.',
    secret: true,
  })

export const config = z
  .strictObject({ ...scheduleFields, token })
  .refine(oneSchedule.holds, { path: ['every'], message: oneSchedule.message })
