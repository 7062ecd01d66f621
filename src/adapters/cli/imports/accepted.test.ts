import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Refusal } from '../../../kernel/index.ts'
import { parseTarget } from '../../probes/index.ts'
import { readGatus } from './gatus.ts'
import { readKuma } from './kuma.ts'

const folder = join(import.meta.dirname, '../../../../test/imports')
const read = (file: string): string => readFileSync(join(folder, file), 'utf8')

function refusalsOf({ url, config }: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    parseTarget(String(url), config)
    return []
  } catch (error) {
    if (error instanceof Refusal) return error.fields.map(({ path }) => path)
    throw error
  }
}

describe.each([
  ['uptime-kuma.json', readKuma],
  ['gatus.yaml', readGatus],
])('the services of %s', (file, reader) => {
  const { services } = reader(read(file), file)

  test.each(services.map(({ name, body }) => [name, body]))(
    '%s has settings of ours',
    (name, body) => {
      expect(refusalsOf(body)).toEqual(/^broken/i.test(name) ? ['url'] : [])
    },
  )
})
