import { expect, test } from 'vitest'
import type { Seq } from '../../../kernel/index.ts'
import { frame, framesOf, partial } from './message.ts'
import { exactly } from './position.ts'

test('a change names its target and its swap', () => {
  expect(partial('form:not([data-version="9"]) #a', 'outerMorph', '<p>x</p>')).toBe(
    '<hx-partial hx-target="form:not([data-version=&quot;9&quot;]) #a" hx-swap="outerMorph"><p>x</p></hx-partial>',
  )
})

test('a message ends with an empty line', () => {
  expect(frame({ id: '7', event: 'hb', retry: 500, data: '{}' })).toBe(
    'id: 7\nevent: hb\nretry: 500\ndata: {}\n\n',
  )
})

test('a line break of any kind in the data stays data', () => {
  expect(frame({ data: 'a\nb\r\nc\rid: 9' })).toBe('data: a\ndata: b\ndata: c\ndata: id: 9\n\n')
})

test('many changes go in several messages, and only after the last one a tab knows where it is', () => {
  const part = 'x'.repeat(20_000)
  const text = framesOf([part, part, part], { from: 40 as Seq, to: 42 as Seq })
  expect(text.split('\n\n').filter((message) => message !== '')).toEqual([
    `id: 40~42\ndata: ${part}`,
    `id: 40~42\ndata: ${part}`,
    `id: 42\ndata: ${part}`,
  ])
})

test('small changes share a message', () => {
  expect(framesOf(['<a>', '<b>'], exactly(3 as Seq))).toBe('id: 3\ndata: <a><b>\n\n')
})
