import { describe, expect, test } from 'vitest'
import { apiUrlOf, branchPage, webUrlOf } from './url.ts'

describe('the address of the API', () => {
  test.each([
    ['https://api.github.com', 'https://api.github.com', 'https://github.com'],
    ['https://github.com/', 'https://api.github.com', 'https://github.com'],
    ['https://www.github.com/octo', 'https://api.github.com', 'https://github.com'],
    ['https://octo.ghe.com', 'https://api.octo.ghe.com', 'https://octo.ghe.com'],
    ['https://api.octo.ghe.com/', 'https://api.octo.ghe.com', 'https://octo.ghe.com'],
    ['https://git.example.com', 'https://git.example.com/api/v3', 'https://git.example.com'],
    ['https://git.example.com/', 'https://git.example.com/api/v3', 'https://git.example.com'],
    [
      'https://git.example.com:8443/api/v3/',
      'https://git.example.com:8443/api/v3',
      'https://git.example.com:8443',
    ],
    ['https://api.git.example.com', 'https://api.git.example.com', null],
    ['https://mygithub.com', 'https://mygithub.com/api/v3', 'https://mygithub.com'],
    ['http://127.0.0.1:8080/gh', 'http://127.0.0.1:8080/gh', null],
  ])('%s is %s, and its pages are at %s', (text, api, web) => {
    expect(apiUrlOf(text)).toBe(api)
    expect(webUrlOf(api)).toBe(web)
  })

  test.each([
    '',
    'github.com',
    'ftp://github.com',
    'https://',
    'https://ann:secret@github.com',
    'https://github.com?x=1',
    'https://github.com#x',
    'https://github.com\\@evil.example',
    'https://github.com\n',
    'javascript:alert(1)',
  ])('%j is no address', (text) => {
    expect(apiUrlOf(text)).toBeNull()
  })
})

test('slashes of a branch stay in the address of its page, and nothing else does', () => {
  expect(branchPage('https://github.com/octo/shop', 'feature/a b#c?d%')).toBe(
    'https://github.com/octo/shop/tree/feature/a%20b%23c%3Fd%25',
  )
  expect(branchPage(null, 'main')).toBeNull()
})
