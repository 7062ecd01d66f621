import { expect, test } from 'vitest'
import { readArgs } from './args.ts'
import { command } from './command.ts'

const sample = command({
  name: 'sample',
  arguments: ['NAME'],
  summary: 'A sample',
  notes: [],
  options: {
    interval: { type: 'string', value: 'DURATION', help: '' },
    role: { type: 'string', choices: ['viewer', 'editor'], help: '' },
    set: { type: 'string', multiple: true, help: '' },
    json: { type: 'boolean', help: '' },
  },
  example: 'pharos sample x',
  run: async () => 0,
})

const read = (...argv: string[]) => {
  const args = readArgs(sample, argv)
  if (args === 'help') throw new Error('help was not asked for')
  return args
}

test('options and arguments stand in any order', () => {
  const args = read('--interval', '30s', 'shop', '--json', '--set=a=1', '--set', 'b=2')
  expect(args.positionals).toEqual(['shop'])
  expect(args.text('interval')).toBe('30s')
  expect(args.texts('set')).toEqual(['a=1', 'b=2'])
  expect([args.flag('json'), args.text('role')]).toEqual([true, null])
})

test('the last of an option given twice holds', () => {
  expect(read('x', '--interval=1s', '--interval=2s').text('interval')).toBe('2s')
})

test('what follows two dashes is an argument', () => {
  expect(read('--', '--json').positionals).toEqual(['--json'])
})

test.each([
  [['x', '--jsn'], 'there is no option --jsn; did you mean --json?'],
  [['x', '--frobnicate'], 'there is no option --frobnicate; see --help'],
  [['x', '-x'], 'there is no option -x; see --help'],
  [['x', '--__proto__=1'], 'there is no option --__proto__; see --help'],
  [['x', '--constructor'], 'there is no option --constructor; see --help'],
  [['x', '--interval'], '--interval needs a value: --interval DURATION'],
  [
    ['x', '--interval', '--json'],
    '--interval needs a value; one that begins with a dash is --interval=--json',
  ],
  [['x', '--json=yes'], '--json takes no value'],
  [['x', '--role', 'edtor'], '--role is one of viewer, editor, not "edtor"; did you mean editor?'],
  [[], 'NAME is missing; usage: pharos sample NAME [options]'],
  [['x', 'y'], '"y" is too much; usage: pharos sample NAME [options]'],
])('%j is refused', (argv, message) => {
  expect(() => read(...argv)).toThrow(expect.objectContaining({ code: 'invalid', message }))
})

test('an argument in brackets may be missing, and is no more than one', () => {
  const either = { ...sample, arguments: ['[NAME]'] }
  const typed = (...argv: string[]) => {
    const args = readArgs(either, argv)
    return args === 'help' ? null : args.positionals
  }
  expect([typed(), typed('x')]).toEqual([[], ['x']])
  expect(() => typed('x', 'y')).toThrow('"y" is too much; usage: pharos sample [NAME] [options]')
})
