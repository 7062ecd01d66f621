import { expect, test } from 'vitest'
import { requireJson } from './media-type.ts'

const read = (contentType?: string, contentEncoding?: string) => () =>
  requireJson({ contentType, contentEncoding })

test.each([
  'application/json',
  'Application/JSON; charset=UTF-8',
  'application/json;charset="utf-8"',
  'application/json; charset=utf8; boundary=x',
  'application/merge-patch+json',
  'application/vnd.pharos.v1+json; charset=utf-8',
])('JSON as %s is read', (type) => expect(read(type)).not.toThrow())

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/jsonp',
  'application/json, text/plain',
  ' application/xml; x=application/json',
  'text/json',
  'application/json; charset=utf-16',
  'application/json; charset=iso-8859-1',
  '',
])('a body as %j is refused', (type) =>
  expect(read(type)).toThrow(expect.objectContaining({ code: 'unsupported_media_type' })),
)

test('a body without a type, or packed, is refused', () => {
  expect(read()).toThrow(/Content-Type/)
  expect(read('application/json', 'gzip')).toThrow(/Content-Encoding/)
  expect(read('application/json', 'identity')).not.toThrow()
})
