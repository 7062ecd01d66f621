import { z } from 'zod'

/** One of some texts. In YAML `2` and `1.1` are numbers, and mean the text. */
export const choice = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.coerce
    .string()
    .pipe(z.enum(values, `must be one of ${values.join(', ')}`))
    .meta({ enum: [...values] })
