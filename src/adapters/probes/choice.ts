import { z } from 'zod'

/** One of some texts. In YAML `2` and `1.1` are numbers, and mean the text. */
export function choice<const Values extends readonly [string, ...string[]]>(values: Values) {
  const message = `must be one of ${values.join(', ')}`
  const one = z.enum(values, message)
  return z.union([one, z.number().transform(String).pipe(one)], message).meta({ enum: [...values] })
}
