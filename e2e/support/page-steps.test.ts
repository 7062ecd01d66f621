import { expect, test } from 'vitest'
import { readPage } from './page-steps.ts'

const page = (...lines: readonly string[]): string => ['# A page', ...lines].join('\n')

test('the steps of a page are its sh blocks, in order and without their indent', () => {
  const text = page('```sh', 'one', '```', '', '```yaml', 'no: step', '```', '1. Then:', '')
  const read = readPage(`${text}\n   \`\`\`sh\n   two\n     more\n   \`\`\``)
  expect(read.title).toBe('A page')
  expect(read.steps.map(({ script }) => script)).toEqual(['one', 'two\n  more'])
  expect(read.steps.map(({ line }) => line)).toEqual([2, 11])
})

test('a comment steers the page, or the step after it', () => {
  const text = page(
    '<!-- run: serves=http://127.0.0.1:8080/livez -->',
    '```sh',
    'one',
    '```',
    '<!-- run: opens=http://127.0.0.1:8080/ sandbox=systemd -->',
    '```sh',
    'two',
    '```',
  )
  const { options, steps } = readPage(text)
  expect(options).toEqual({ opens: 'http://127.0.0.1:8080/', sandbox: 'systemd' })
  expect(steps.map((step) => step.options)).toEqual([{ serves: 'http://127.0.0.1:8080/livez' }, {}])
})

test('a step that is skipped has its reason in the text, however that is set', () => {
  const skipped = ['<!-- run: skip="CI has no cloud" -->', '```sh', 'rain', '```']
  expect(readPage(page('Our *CI has\nno* cloud.', ...skipped)).steps[0]?.options.skip).toBe(
    'CI has no cloud',
  )
  expect(() => readPage(page('Nothing of it.', ...skipped))).toThrow(
    'line 4: the page does not say "CI has no cloud"',
  )
})

test.each([
  ['a word that nobody knows', ['<!-- run: skipp="x" -->'], 'line 2: "skipp="x"" is none of'],
  ['a comment for no step', ['<!-- run: prepared=dist -->'], 'a step that is not there'],
  ['a block without an end', ['```sh', 'one'], 'line 2: the block does not end'],
])('%s is refused', (_what, lines, words) => {
  expect(() => readPage(page(...lines))).toThrow(words)
})
