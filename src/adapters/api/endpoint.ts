import type { StatusCode } from 'hono/utils/http-status'
import type { z } from 'zod'
import {
  type Access,
  type Brand,
  invalid,
  type Method,
  notFound,
  parseId,
  type RequestFacts,
} from '../../kernel/index.ts'

/** A segment of a path. Text that is no such thing names nothing, so it is answered as not found. */
export type PathParam<Value> = {
  readonly noun: string
  readonly description: string
  /** An id unless it says otherwise. */
  readonly schema?: { readonly type: 'string'; readonly pattern: string }
  readonly example?: string
  parse(text: string): Value | null
}

export type RequestHeader = {
  readonly name: string
  readonly description: string
  readonly required: boolean
  readonly example: string
}

export type Examples = Readonly<Record<string, unknown>>

export type BodySpec = {
  /** For the document: the modules read bodies themselves, from unknown input. */
  readonly schema: z.ZodType
  readonly examples: Examples
}

/** A body of whatever type, of which the beginning is kept and the rest is not read. */
export type AnyBodySpec = { readonly description: string; readonly mostBytes: number }

/** A body of whatever type, byte for byte as it was sent, for proofs over it: whole, or refused. */
export type ExactBodySpec = { readonly description: string; readonly mostBytes: number }

export type ResponseSpec = {
  readonly description: string
  /** JSON unless `type` says otherwise. */
  readonly schema?: z.ZodType
  readonly type?: string
  readonly examples?: Examples
  readonly headers?: Readonly<Record<string, string>>
}

/** An answer as data. Without `json` and `text` it has no body. */
export type Answer = {
  readonly status: StatusCode
  readonly json?: unknown
  readonly text?: { readonly type: string; readonly body: string }
  readonly headers?: Readonly<Record<string, string>>
}

/** What a request looks like before its endpoint has read it. */
export type RawRequest = {
  readonly facts: RequestFacts
  param(name: string): string | undefined
  query(name: string): string | undefined
  header(name: string): string | undefined
  /** All of them, by their names in lower case. */
  headers(): Readonly<Record<string, string>>
  /** Where the client reached us: `https://status.example.com`. */
  readonly origin: string
  readonly body: unknown
  /** The body as it was sent; empty where the endpoint takes none. */
  readonly bytes: Uint8Array
}

type ParamSpecs = Readonly<Record<string, PathParam<unknown>>>
type QuerySpec = z.ZodObject
type NoSpecs = Readonly<Record<never, never>>
type NoQuery = z.ZodObject<Readonly<Record<never, never>>>

export type Params<Specs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends PathParam<infer Value> ? Value : never
}

export type Input<Specs, Query extends QuerySpec> = Omit<RawRequest, 'param' | 'query'> & {
  readonly params: Params<Specs>
  readonly query: z.output<Query>
}

type Described = {
  readonly method: Method
  /** As OpenAPI writes it: `/api/v1/services/{id}`. */
  readonly path: string
  readonly access: Access
  /** Stable name of the operation; clients that are generated call their method so. */
  readonly id: string
  readonly summary: string
  readonly description?: string
  readonly tag: string
  /** Whether the document names it: aliases, redirects and assets are left out. */
  readonly listed?: false
  readonly headers?: readonly RequestHeader[]
  readonly body?: BodySpec
  readonly anyBody?: AnyBodySpec
  readonly exactBody?: ExactBodySpec
  /** Answers that are no refusal, by status; the refusals follow from the rest. */
  readonly responses: Readonly<Record<number, ResponseSpec>>
}

export type Endpoint = Described & {
  readonly params: ParamSpecs
  readonly query: QuerySpec | null
  handle(request: RawRequest): Promise<Answer>
}

type EndpointSpec<Specs extends ParamSpecs, Query extends QuerySpec> = Described & {
  readonly params?: Specs
  readonly query?: Query
  handle(input: Input<Specs, Query>): Answer | Promise<Answer>
}

/**
 * An endpoint as a value: what it offers, in words for the document, and the handler that does it
 * with parameters that are read and typed.
 */
export function endpoint<Specs extends ParamSpecs = NoSpecs, Query extends QuerySpec = NoQuery>(
  spec: EndpointSpec<Specs, Query>,
): Endpoint {
  const { params = {}, query = null } = spec
  return {
    ...spec,
    params,
    query,
    async handle({ param, query: queryText, ...request }) {
      return spec.handle({
        ...request,
        params: readParams(params, param) as Params<Specs>,
        query: readQuery(query, queryText) as z.output<Query>,
      })
    },
  }
}

/** The id of a thing in a path: decimal digits. */
export const pathId = <Id extends Brand<number, string>>(noun: string): PathParam<Id> => ({
  noun,
  description: `The id of the ${noun}`,
  parse: (text) => parseId<Id>(text),
})

function readParams(specs: ParamSpecs, param: RawRequest['param']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => {
      const text = param(name) ?? ''
      const value = spec.parse(text)
      if (value === null) throw notFound(spec.noun, text.slice(0, 100))
      return [name, value]
    }),
  )
}

/** Reads the parameters that the endpoint knows; others mean nothing to it. */
function readQuery(spec: QuerySpec | null, query: RawRequest['query']): Record<string, unknown> {
  if (spec === null) return {}
  const given = Object.keys(spec.shape).map((name) => [name, query(name)])
  const parsed = spec.safeParse(Object.fromEntries(given.filter(([, text]) => text !== undefined)))
  if (parsed.success) return parsed.data
  throw invalid(parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })))
}
