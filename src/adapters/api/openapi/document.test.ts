import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { roles } from '../../../kernel/index.ts'
import { type House, openHouse } from '../house.contract.ts'
import { problemCodes } from '../problem.ts'
import type { OpenApiDocument } from './types.ts'

let house: House
let document: OpenApiDocument

beforeAll(async () => {
  house = await openHouse()
  document = JSON.parse((await house.ask('GET', '/api/openapi.json')).text)
})
afterAll(() => house[Symbol.asyncDispose]())

const operations = () =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  )

/** Every value in the document, with the keys that lead to it. */
function* walk(
  value: unknown,
  keys: readonly string[] = [],
): Generator<[readonly string[], unknown]> {
  yield [keys, value]
  if (typeof value !== 'object' || value === null) return
  for (const [key, child] of Object.entries(value)) yield* walk(child, [...keys, key])
}

const resolve = (pointer: string): unknown =>
  pointer
    .slice(2)
    .split('/')
    .reduce((at: unknown, key) => (at as Record<string, unknown>)?.[key], document)

describe('the OpenAPI document', () => {
  test('is 3.1 and carries the version that runs', () => {
    expect(document.openapi).toBe('3.1.1')
    expect(document.info).toMatchObject({ title: 'Pharos API', version: '1.2.3' })
  })

  test('describes every route that is served, and no other', () => {
    const served = house.api.routes
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
      .filter(
        (route) => !/^GET \/(swagger\/?|swagger\/doc\.json|api\/docs\/docs\.\w+)$/.test(route),
      )
    const described = operations().map(({ method, path }) => `${method.toUpperCase()} ${path}`)
    expect(described.sort()).toEqual(served.sort())
  })

  test('says of every operation who may use it, as the route does', () => {
    for (const { method, path, operation } of operations()) {
      const route = house.api.routes.find(
        (one) =>
          one.method === method.toUpperCase() && one.path === path.replace(/\{(\w+)\}/g, ':$1'),
      )
      expect(operation['x-access']).toBe(route?.access)
      expect(['public', ...roles]).toContain(operation['x-access'])
      expect(operation.security).toEqual(operation['x-access'] === 'public' ? [] : undefined)
    }
    const [bearer, basic, cookie] = document.security.flatMap(Object.keys)
    expect([bearer, basic, cookie]).toEqual(Object.keys(document.components.securitySchemes))
  })

  test('has references that resolve', () => {
    const refs = [...walk(document)].filter(([keys]) => keys.at(-1) === '$ref')
    expect(refs.length).toBeGreaterThan(100)
    for (const [keys, ref] of refs) expect(resolve(String(ref)), keys.join('/')).toBeDefined()
  })

  test('names every component once at least', () => {
    const used = new Set(
      [...walk(document)].map(([keys, value]) => (keys.at(-1) === '$ref' ? value : '')),
    )
    const schemas = Object.keys(document.components.schemas)
    expect(schemas.filter((name) => !used.has(`#/components/schemas/${name}`))).toEqual([])
  })

  test('gives each operation an id of its own, a summary and a known tag', () => {
    const ids = operations().map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    const known = document.tags.map(({ name }) => name)
    for (const { operation } of operations()) {
      expect(operation.operationId).toMatch(/^[a-z][A-Za-z]+$/)
      expect(operation.summary).not.toBe('')
      for (const tag of operation.tags) expect(known).toContain(tag)
    }
  })

  test('declares every parameter of a path, and nothing that is not in it', () => {
    for (const { path, operation } of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const declared = (operation.parameters ?? []).filter((one) => one.in === 'path')
      expect(declared.map(({ name }) => name)).toEqual(inPath)
      expect(declared.every(({ required }) => required)).toBe(true)
    }
  })

  test('has an answer with a description, and examples where there is JSON', () => {
    for (const { path, method, operation } of operations()) {
      const { default: _, ...answers } = operation.responses
      const own = Object.entries(answers).filter(([status]) => Number(status) < 400)
      expect(own.length, `${method} ${path}`).toBeGreaterThan(0)
      for (const [, answer] of own) {
        if ('$ref' in answer) throw new Error('a success stands by itself')
        expect(answer.description).not.toBe('')
        const json = answer.content?.['application/json']
        const isSchema = json?.schema.$ref !== undefined
        if (isSchema) expect(Object.keys(json?.examples ?? {}), path).not.toEqual([])
      }
    }
  })

  test('asks for If-Match where a noun is changed, and nowhere else', () => {
    for (const { method, path, operation } of operations()) {
      const changes = method === 'put' || method === 'patch'
      const needed = (operation.parameters ?? []).filter(
        (one) => one.in === 'header' && one.required,
      )
      expect(
        needed.map(({ name }) => name),
        path,
      ).toEqual(changes ? ['If-Match'] : [])
      const statuses = Object.keys(operation.responses)
      expect(statuses.includes('428'), path).toBe(changes)
    }
  })

  test('has a body where something is written', () => {
    const writers = operations().filter(({ operation }) => operation.requestBody?.required === true)
    expect(writers.map(({ operation }) => operation.operationId).sort()).toEqual([
      'changePassword',
      'changeUser',
      'createChannel',
      'createConnection',
      'createInvitation',
      'createMaintenance',
      'createService',
      'createToken',
      'logIn',
      'patchChannel',
      'patchConnection',
      'patchService',
      'receiveWebhook',
      'receiveWebhookByToken',
      'register',
      'replaceChannel',
      'replaceConnection',
      'replaceMaintenance',
      'replacePreferences',
      'replaceService',
    ])
  })

  test('documents every code of a problem', () => {
    for (const code of problemCodes) {
      expect(document.info.description).toContain(`\`${code}\``)
      expect(document.components.responses[code]).toBeDefined()
    }
    expect(document.components.schemas.Problem?.properties?.code?.enum).toEqual(problemCodes)
  })

  test('keeps what clients send closed, and what they get open', () => {
    expect(document.components.schemas.ServiceDraft?.additionalProperties).toBe(false)
    expect(document.components.schemas.Service?.additionalProperties).toBeUndefined()
  })
})
