import { expect, test } from 'vitest'
import { csv, describeRecorded, fieldsOf, recorded, rows } from './recorded.contract.ts'

test('a table of comma-separated values is read as RFC 4180 writes it', () => {
  expect(fieldsOf('a,b\r\n"x, ""y""\nz",\n,"2"')).toEqual([
    ['a', 'b'],
    ['x, "y"\nz', ''],
    ['', '2'],
  ])
  expect(fieldsOf('a,b\n1,2\n')).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ])
})

describeRecorded('recordings', () => {
  test('tables and their expected results are there', () => {
    expect(recorded('README.md')).toMatch(/cicd\/README\.md$/)
    expect(rows('devlake/github/runs.json')).toHaveLength(35)
    const [first] = csv('devlake/github/expected/cicd_pipelines.csv')
    expect(first).toHaveProperty('status')
  })
})
