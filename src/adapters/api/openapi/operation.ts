import type { Endpoint, Examples, ResponseSpec } from '../endpoint.ts'
import { problemContentType } from '../problem.ts'
import { problem } from '../schemas/problem.ts'
import { refusalsOf } from './refusals.ts'
import { querySchemas, refTo } from './schemas.ts'
import type { ExampleMap, Operation, Parameter, Ref, ResponseObject } from './types.ts'

/** An endpoint as an operation of the document. */
export function toOperation(endpoint: Endpoint): Operation {
  const { id, summary, description, tag, access, body, anyBody, exactBody } = endpoint
  const parameters = parametersOf(endpoint)
  return {
    operationId: id,
    summary,
    ...(description !== undefined && { description }),
    tags: [tag],
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && {
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: refTo(body.schema), examples: examplesOf(body.examples) },
        },
      },
    }),
    ...(anyBody !== undefined && {
      requestBody: {
        required: false,
        description: anyBody.description,
        content: { 'text/plain': { schema: { type: 'string' } } },
      },
    }),
    ...(exactBody !== undefined && {
      requestBody: {
        required: true,
        description: exactBody.description,
        content: { '*/*': { schema: { type: 'string', format: 'binary' } } },
      },
    }),
    responses: responsesOf(endpoint),
    ...(access === 'public' && { security: [] }),
    'x-access': access,
  }
}

const parametersOf = ({ params, query, headers = [] }: Endpoint): Parameter[] => [
  ...Object.entries(params).map(([name, param]): Parameter => {
    const { description, schema = { type: 'integer', minimum: 0 }, example = 1 } = param
    return { name, in: 'path', required: true, description, schema, example }
  }),
  ...Object.entries(query === null ? {} : querySchemas(query)).map(
    ([name, { description, ...schema }]): Parameter => ({
      name,
      in: 'query',
      required: false,
      ...(typeof description === 'string' && { description }),
      schema,
    }),
  ),
  ...headers.map(
    ({ name, required, description, example }): Parameter => ({
      name,
      in: 'header',
      required,
      description,
      schema: { type: 'string' },
      example,
    }),
  ),
]

/** What the endpoint says itself, and the refusals that follow from how it is made. */
function responsesOf(endpoint: Endpoint): Record<string, ResponseObject | Ref> {
  const refusals = refusalsOf(endpoint).map(([status, ref]) => [String(status), ref] as const)
  const own = Object.entries(endpoint.responses).map(
    ([status, spec]) => [status, toResponse(Number(status), spec)] as const,
  )
  return {
    ...Object.fromEntries([...refusals, ...own]),
    default: { $ref: '#/components/responses/other' },
  }
}

function toResponse(status: number, spec: ResponseSpec): ResponseObject {
  const { description, headers, schema, type, examples } = spec
  const shown = examples === undefined ? {} : { examples: examplesOf(examples) }
  return {
    description,
    ...(headers !== undefined && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, text]) => [
          name,
          { description: text, schema: { type: 'string' } },
        ]),
      ),
    }),
    ...(schema !== undefined && {
      content: { 'application/json': { schema: refTo(schema), ...shown } },
    }),
    ...(schema === undefined &&
      type !== undefined && { content: { [type]: { schema: { type: 'string' }, ...shown } } }),
    ...(schema === undefined &&
      type === undefined &&
      status >= 400 && { content: { [problemContentType]: { schema: refTo(problem) } } }),
  }
}

const examplesOf = (examples: Examples): ExampleMap =>
  Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]))
