import { expect, test } from 'vitest'
import { addressOf, isServer, repository, serverRepository } from './address.ts'

test.each([
  ['https://api.bitbucket.org/2.0', 'https://api.bitbucket.org/2.0', false],
  ['https://api.bitbucket.org/2.0/', 'https://api.bitbucket.org/2.0', false],
  ['https://api.bitbucket.org', 'https://api.bitbucket.org/2.0', false],
  ['https://bitbucket.org', 'https://api.bitbucket.org/2.0', false],
  ['https://www.bitbucket.org/acme/', 'https://api.bitbucket.org/2.0', false],
  ['http://127.0.0.1:8080/2.0', 'http://127.0.0.1:8080/2.0', false],
  ['https://git.example.com', 'https://git.example.com', true],
  ['https://example.com/bitbucket/', 'https://example.com/bitbucket', true],
  ['https://example.com/bitbucket/rest/api/1.0', 'https://example.com/bitbucket', true],
])('%s is the address %s', (text, address, server) => {
  expect(addressOf(text)).toBe(address)
  expect(isServer(address)).toBe(server)
})

test.each([
  '',
  'bitbucket.org',
  'https://ann:word@git.example',
  'https://git.example/?x',
  'file:///x',
])('%j is no address', (text) => expect(addressOf(text)).toBeNull())

test('names are encoded in paths', () => {
  expect(repository('acme/web app')).toBe('repositories/acme/web%20app')
  expect(serverRepository('~ann/my-repo')).toBe('api/latest/projects/~ann/repos/my-repo')
})
