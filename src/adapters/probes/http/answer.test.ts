import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Answer, createAnswerReader } from './answer.ts'

const wish = { method: 'GET', wantsBody: () => 'whole' as const, patienceMs: () => 0, limit: 1_000 }

/** Reads text that comes in pieces, cut at these places, and then the end of the connection. */
function read(text: string, cuts: readonly number[] = [], method = 'GET'): Answer | string {
  const reader = createAnswerReader({ ...wish, method })
  const bytes = Buffer.from(text, 'latin1')
  const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
  try {
    for (const [i, place] of places.entries()) {
      const piece = bytes.subarray(place, places[i + 1] ?? place)
      const answer = piece.length > 0 ? reader.push(piece) : null
      if (answer) return answer
    }
    return reader.end()
  } catch (error) {
    return (error as Error).message
  }
}

const good = {
  'a body of a length': 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello',
  'a chunked body':
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n2;x="y"\r\nhe\r\n003\r\nllo\r\n0\r\nt: 1\r\n\r\n',
  'a body to the end of the connection': 'HTTP/1.0 200 OK\r\n\r\nhello',
  'lines that end in LF alone': 'HTTP/1.1 200 OK\ncontent-length: 5\n\nhello',
  'interim answers':
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n' +
    'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello',
  'no reason phrase': 'HTTP/1.1 200\r\ncontent-length: 5\r\n\r\nhello',
  'a folded header': 'HTTP/1.1 200 OK\r\nx: a\r\n\tb\r\ncontent-length: 5\r\n\r\nhello',
  'the same length twice': 'HTTP/1.1 200 OK\r\ncontent-length: 5, 5\r\n\r\nhello',
  'more bytes than announced': 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello, world',
}

describe.each(Object.entries(good))('%s', (_name, text) => {
  test('is read', () => {
    expect(read(text)).toMatchObject({ head: { status: 200 }, bodyBytes: 5 })
  })

  test('is read in whatever pieces it comes', () => {
    const whole = read(text)
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
        expect(read(text, cuts)).toEqual(whole)
      }),
    )
    const everywhere = Array.from({ length: text.length }, (_, i) => i)
    expect(read(text, everywhere)).toEqual(whole)
  })
})

test.each([204, 304])('%i has no body, whatever it announces', (status) => {
  expect(read(`HTTP/1.1 ${status} x\r\ncontent-length: 9\r\n\r\n`)).toMatchObject({ bodyBytes: 0 })
})

test('the answer to HEAD has no body', () => {
  const text = 'HTTP/1.1 200 OK\r\ncontent-length: 5000000\r\n\r\n'
  expect(read(text, [], 'HEAD')).toMatchObject({ bodyBytes: 0 })
})

test('names are in lower case, values are trimmed, and a repeated name has all its values', () => {
  const text = 'HTTP/1.1 200 OK\r\nVia: a \r\nVIA:\tb\r\nempty:\r\ncontent-length: 0\r\n\r\n'
  const answer = read(text)
  expect(typeof answer === 'object' && Object.fromEntries(answer.head.headers)).toEqual({
    via: 'a, b',
    empty: '',
    'content-length': '0',
  })
})

test('M5 header names of Object.prototype are names like others', () => {
  const text = 'HTTP/1.1 200 OK\r\n__proto__: x\r\nconstructor: y\r\ncontent-length: 0\r\n\r\n'
  expect(read(text)).toMatchObject({ bodyBytes: 0 })
  expect(Reflect.get({}, 'x')).toBeUndefined()
})

test.each([
  ['HTTP/2 200\r\n\r\n', 'the status line'],
  ['HTTP/1.1 20 OK\r\n\r\n', 'the status line'],
  ['HTTP/1.1 2000 OK\r\n\r\n', 'the status line'],
  ['HTTP/1.1  200 OK\r\n\r\n', 'the status line'],
  ['ICY 200 OK\r\n\r\n', 'the status line'],
  ['\r\nHTTP/1.1 200 OK\r\n\r\n', 'the status line'],
  ['HTTP/1.1 200 OK\r\nno colon\r\n\r\n', 'a header line'],
  ['HTTP/1.1 200 OK\r\nspace : x\r\n\r\n', 'a header line'],
  ['HTTP/1.1 200 OK\r\n: x\r\n\r\n', 'a header line'],
  ['HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n', 'a header line'],
  ['HTTP/1.1 200 OK\r\nx: a\rb: c\r\n\r\n', 'a header line'],
  ['HTTP/1.1 200 OK\r\ncontent-length: 5, 6\r\n\r\nhello', 'Content-Length'],
  ['HTTP/1.1 200 OK\r\ncontent-length: +5\r\n\r\nhello', 'Content-Length'],
  ['HTTP/1.1 200 OK\r\ncontent-length: 0x5\r\n\r\nhello', 'Content-Length'],
  ['HTTP/1.1 200 OK\r\ncontent-length:\r\n\r\nhello', 'Content-Length'],
  [
    'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n',
    'Transfer-Encoding',
  ],
  ['HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n', 'Transfer-Encoding'],
  ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked, chunked\r\n\r\n', 'Transfer-Encoding'],
  ['HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', 'Transfer-Encoding'],
  ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n-1\r\n', 'a chunk of the body'],
  ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0x2\r\nhe\r\n', 'a chunk of the body'],
  ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhello\r\n', 'a chunk of the body'],
  ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\r\n', 'a chunk of the body'],
])('H6 %j is no valid answer', (text, what) => {
  expect(read(text)).toBe(`not a valid HTTP answer: ${what}`)
})

test.each(['', 'HTTP/1.1 2', 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n'])(
  'a connection that ends after %j was cut',
  (text) => expect(read(text)).toMatch(/^the connection ended/),
)

test('the body is measured against the limit as it comes', () => {
  const { limit } = wish
  const head = 'HTTP/1.1 200 OK\r\n'
  expect(read(`${head}\r\n${'x'.repeat(limit)}`)).toMatchObject({ bodyBytes: limit })
  expect(read(`${head}\r\n${'x'.repeat(limit + 1)}`)).toMatch(/larger than 1000 bytes/)
  expect(read(`${head}content-length: ${limit + 1}\r\n\r\n`)).toMatch(/larger than 1000 bytes/)
  expect(read(`${head}transfer-encoding: chunked\r\n\r\nffffffff\r\n${'x'.repeat(2_000)}`)).toMatch(
    /larger than 1000 bytes/,
  )
})

test('random bytes never make anything but an answer or a reason', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (noise, cut) => {
      const text = `HTTP/1.1 200 OK\r\n${Buffer.from(noise).toString('latin1')}`
      const result = read(text, [Math.min(cut, text.length)])
      expect(typeof result === 'string' ? result : result.head.status).toBeTruthy()
    }),
    { numRuns: 2_000 },
  )
})
