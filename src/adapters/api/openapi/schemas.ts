import { z } from 'zod'
import { components } from '../schemas/components.ts'
import type { Ref, Schema } from './types.ts'

const names = new Map<z.ZodType, string>(
  Object.values(components).flatMap((group) =>
    Object.entries(group).map(([name, schema]): [z.ZodType, string] => [schema, name]),
  ),
)

const pointer = (name: string): string => `#/components/schemas/${name}`

/** A schema by its name. One without a name is a fault: nothing in the document would show it. */
export function refTo(schema: z.ZodType): Ref {
  const name = names.get(schema)
  if (name === undefined) throw new Error('a schema of the API has no name in components.ts')
  return { $ref: pointer(name) }
}

/** All named schemas as JSON Schema 2020-12. */
export const componentSchemas = (): Record<string, Schema> => ({
  ...convert(components.output, 'output'),
  ...convert(components.input, 'input'),
})

/** The parameters of a query, one schema each. */
export function querySchemas(query: z.ZodObject): Record<string, Schema> {
  const { properties = {} } = z.toJSONSchema(query, { io: 'input', override: tidy })
  return properties as Record<string, Schema>
}

function convert(group: Record<string, z.ZodType>, io: 'input' | 'output'): Record<string, Schema> {
  const registry = z.registry<{ id: string }>()
  for (const [name, schema] of Object.entries(group)) registry.add(schema, { id: name })
  const override = io === 'input' ? tidy : tidyAndOpen
  const { schemas } = z.toJSONSchema(registry, { io, uri: pointer, override })
  return Object.fromEntries(
    // Names and dialect stand in the document around them.
    Object.entries(schemas).map(([name, { $id: _, $schema: __, ...schema }]) => [
      name,
      schema as Schema,
    ]),
  )
}

type Converted = Parameters<NonNullable<z.core.JSONSchemaGeneratorParams['override']>>[0]

/** Leaves out what says nothing to a reader: the range of safe integers, the grammar of a date. */
function tidy({ jsonSchema }: Converted): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern
  delete jsonSchema.propertyNames
}

/** Answers get fields over time, so no client may count on knowing all of them. */
function tidyAndOpen(converted: Converted): void {
  tidy(converted)
  if (converted.jsonSchema.additionalProperties === false) {
    delete converted.jsonSchema.additionalProperties
  }
}
