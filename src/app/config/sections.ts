import { z } from 'zod'

/** The keys that a section knows, for the hint at an unknown one. */
const known = z.registry<{ readonly keys: readonly string[] }>()

const strict = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, { error: 'expected a map' })

function remember<Schema extends z.ZodType>(schema: Schema, keys: readonly string[]): Schema {
  known.add(schema, { keys })
  return schema
}

/** A section in which every key has a default. An empty one (all its keys are comments) is like none. */
export const section = <Shape extends z.ZodRawShape>(shape: Shape) =>
  remember(
    z.preprocess((value) => value ?? {}, strict(shape)),
    Object.keys(shape),
  )

/** A section whose absence means something. */
export const optionalSection = <Shape extends z.ZodRawShape>(shape: Shape) =>
  remember(
    z.preprocess((value) => value ?? undefined, strict(shape).optional()),
    Object.keys(shape),
  )

/** A list of instances, each with a name of its own. */
export const instances = <Shape extends z.ZodRawShape>(shape: Shape) =>
  remember(
    z.preprocess(
      (value) => value ?? [],
      z.array(strict(shape), { error: 'expected a list' }).max(1_000, {
        error: 'expected at most 1000 entries',
      }),
    ),
    Object.keys(shape),
  )

/** The keys that may stand in this part of the file. */
export const knownKeys = (part: z.ZodType): readonly string[] => known.get(part)?.keys ?? []
