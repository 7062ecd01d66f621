import { describe, expect, test } from 'vitest'
import { openProbes, probes } from './index.ts'
import { testWorld } from './world.contract.ts'

test('no two probes share a type or a scheme', () => {
  const types = probes.map((kind) => kind.type)
  const schemes = probes.flatMap((kind) => kind.schemes)
  expect(new Set(types).size).toBe(types.length)
  expect(new Set(schemes).size).toBe(schemes.length)
})

test('a type that this build has not is null', () => {
  expect(openProbes(testWorld()).probeOf('toString')).toBeNull()
})

describe.each(probes)('every probe: $type', (kind) => {
  test('is found by its type', () => {
    expect(openProbes(testWorld()).probeOf(kind.type)).toBeTypeOf('function')
  })

  test('its settings have defaults, and parsed twice they are the same', () => {
    const once = kind.config.parse({})
    expect(kind.config.parse(once)).toEqual(once)
    expect(JSON.parse(JSON.stringify(once))).toEqual(once)
  })

  test('unknown settings are refused', () => {
    expect(kind.config.safeParse({ no_such_setting: 1 }).success).toBe(false)
  })

  test('its settings can be written as JSON Schema, each with a title', () => {
    const { properties } = kind.config.toJSONSchema({ io: 'input' })
    const titles = Object.values(properties ?? {}).map((property) =>
      typeof property === 'object' ? property.title : undefined,
    )
    expect(titles).not.toContain(undefined)
  })

  test('a probe that is aborted before it begins ends without opening anything', async () => {
    const contacted: string[] = []
    const world = testWorld({
      lookup: async (hostname) => {
        contacted.push(hostname)
        return []
      },
    })
    // Where a probe asks is a setting of dns checks, and their target is a name alone.
    const port = kind.type === 'dns' ? '' : ':81'
    const target = kind.parse(`${kind.schemes[0]}//example.com${port}`)
    const config = kind.config.parse({})
    await kind.open(world)({ target, timeoutMs: 1_000, config }, AbortSignal.abort())
    expect(contacted).toEqual([])
  })
})
