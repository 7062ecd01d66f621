import { expect, test } from 'vitest'
import { shownPath } from './shown-path.ts'

test.each([
  ['/api/v1/heartbeats/abcdefghijklmnopqrstuv', '/api/v1/heartbeats/•••'],
  ['/api/v1/heartbeats/abcdefghijklmnopqrstuv/fail', '/api/v1/heartbeats/•••/fail'],
  ['/api/v1/heartbeats/abcdefghijklmnopqrstuv/x/y', '/api/v1/heartbeats/•••/x/y'],
  ['/API/v1//heartbeats/abcdefghijklmnopqrstuv', '/API/v1//heartbeats/•••'],
  ['/api/v1/heartbeats', '/api/v1/heartbeats'],
  ['/api/v1/services/7', '/api/v1/services/7'],
])('%s is shown as %s', (path, shown) => {
  expect(shownPath(path)).toBe(shown)
})
