import { expect, test } from 'vitest'
import { apiOf, serverOf } from './address.ts'

test.each([
  ['https://gitlab.com', 'https://gitlab.com', 'https://gitlab.com/api/v4'],
  [
    'https://GitLab.example.com/',
    'https://gitlab.example.com',
    'https://gitlab.example.com/api/v4',
  ],
  ['https://host/gitlab', 'https://host/gitlab', 'https://host/gitlab/api/v4'],
  ['https://host/gitlab//', 'https://host/gitlab', 'https://host/gitlab/api/v4'],
  ['https://host/gitlab/api/v4/', 'https://host/gitlab', 'https://host/gitlab/api/v4'],
  ['http://host:8080', 'http://host:8080', 'http://host:8080/api/v4'],
])('%s is the server %s with its API at %s', (text, server, api) => {
  expect(serverOf(text)).toBe(server)
  expect(apiOf(server)).toBe(api)
})

test.each([
  '',
  'gitlab.com',
  'ftp://gitlab.com',
  'https://',
  'https://ann:secret@gitlab.com',
  'https://gitlab.com?x=1',
  'https://gitlab.com/#x',
  'https://git lab.com',
  'https://gitlab.com\\@evil.example',
  'javascript:alert(1)',
])('%j is no address of a server', (text) => {
  expect(serverOf(text)).toBeNull()
})
