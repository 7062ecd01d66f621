import { test } from 'vitest'

test('is never collected', () => {})

throw new Error('this file cannot be read')
