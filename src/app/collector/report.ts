import { z } from 'zod'

/** What a collector says of itself, as it travels to `web`. */
const schema = z.object({
  version: z.string(),
  progressing: z.boolean(),
  parts: z.record(
    z.string(),
    z
      .object({ status: z.enum(['ok', 'degraded', 'down']) })
      .catchall(z.union([z.string(), z.number(), z.boolean(), z.null()])),
  ),
})
export type CollectorReport = z.output<typeof schema>

/** @returns `null` for what no collector says. */
export function parseReport(text: string): CollectorReport | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
