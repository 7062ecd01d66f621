import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { Refusal } from '../../kernel/index.ts'
import { shownBy } from './credentials.ts'
import { isForeignOrigin, refuseCrossSite } from './cross-site.ts'
import { createPeerReader } from './facts.ts'

const request = (remoteAddress: string, headers: Record<string, string>) =>
  ({ socket: { remoteAddress }, headers }) as IncomingMessage

describe('who is at the other end', () => {
  const direct = createPeerReader({ trustedProxies: [], publicUrl: null })
  const proxied = createPeerReader({ trustedProxies: ['10.0.0.0/8'], publicUrl: null })

  test.each(['localhost', 'localhost:8080', '127.0.0.1:8080', '[::1]:8080'])(
    'is local for a loopback peer that names %s',
    (host) => expect(direct(request('::ffff:127.0.0.1', { host })).loopback).toBe(true),
  )

  test.each([
    [{ host: 'status.example.com' }],
    [{ host: 'localhost', 'x-forwarded-for': '1.2.3.4' }],
    [{ host: 'localhost', forwarded: 'for=1.2.3.4' }],
    [{ host: 'localhost.example.com' }],
  ])('is not local with %o, even from a loopback peer', (headers) => {
    expect(direct(request('127.0.0.1', headers)).loopback).toBe(false)
  })

  test('W11 a forwarded address counts only from a proxy that is trusted', () => {
    const headers = {
      host: 'x',
      'x-forwarded-for': '1.2.3.4, 10.0.0.7',
      'x-forwarded-proto': 'https',
    }
    expect(direct(request('10.0.0.8', headers))).toMatchObject({
      address: '10.0.0.8',
      secure: false,
    })
    expect(proxied(request('10.0.0.8', headers))).toMatchObject({
      address: '1.2.3.4',
      secure: true,
    })
    expect(proxied(request('9.9.9.9', headers))).toMatchObject({
      address: '9.9.9.9',
      secure: false,
    })
  })
})

describe('A3 requests from other sites', () => {
  const options = { own: 'http://localhost:8080', allowed: ['https://ours.example'] }
  const nothing = { site: undefined, from: undefined, authorization: undefined }
  const post = (facts: Partial<Record<keyof typeof nothing, string>>) => () =>
    refuseCrossSite({ ...nothing, method: 'POST', ...facts }, options)

  test.each([
    { site: 'cross-site' },
    { site: 'same-site' },
    { from: 'https://evil.example' },
    { from: 'null' },
  ])('are refused with %o', (facts) => expect(post(facts)).toThrow(Refusal))

  test.each([
    {},
    { site: 'same-origin' },
    { site: 'none' },
    { from: 'http://localhost:8080' },
    { from: 'https://ours.example', site: 'cross-site' },
    { from: 'https://evil.example', authorization: 'Bearer x' },
  ])('pass with %o', (facts) => expect(post(facts)).not.toThrow())

  test('remembered Basic credentials are no proof of intent', () => {
    expect(post({ site: 'cross-site', authorization: 'Basic eDp5' })).toThrow(Refusal)
  })

  test('reading is never refused', () => {
    expect(() =>
      refuseCrossSite({ ...nothing, method: 'GET', site: 'cross-site' }, options),
    ).not.toThrow()
  })

  test('T1 a WebSocket of a foreign or null origin is foreign; one without is no browser', () => {
    expect(isForeignOrigin('https://evil.example', options)).toBe(true)
    expect(isForeignOrigin('null', options)).toBe(true)
    expect(isForeignOrigin('http://localhost:8080', options)).toBe(false)
    expect(isForeignOrigin(undefined, options)).toBe(false)
  })
})

describe('what a request shows', () => {
  const shown = (authorization: string | undefined, cookie?: string) =>
    shownBy({ authorization, cookie })

  test('a bearer, a Basic password and a cookie are credentials', () => {
    expect(shown('Bearer abc')).toEqual({ kind: 'bearer', secret: 'abc' })
    expect(shown(`Basic ${btoa('x:phr_t:k')}`)).toEqual({ kind: 'bearer', secret: 'phr_t:k' })
    expect(shown(undefined, 'a=b; pharos_session=s3')).toEqual({ kind: 'cookie', secret: 's3' })
  })

  test('a header goes before a cookie, and the cookie bound to https before the other', () => {
    const both = 'pharos_session=weak; __Host-pharos_session=strong'
    expect(shown(undefined, both)).toEqual({ kind: 'cookie', secret: 'strong' })
    expect(shown('Bearer abc', both)).toEqual({ kind: 'bearer', secret: 'abc' })
  })

  test('anything else is nothing', () => {
    for (const header of [undefined, '', 'Digest x', 'Negotiate y']) {
      expect(shown(header)).toEqual({ kind: 'none' })
    }
  })
})
