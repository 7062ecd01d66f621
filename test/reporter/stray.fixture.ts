import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'vitest'

test('passes while an error strays', async () => {
  setTimeout(() => {
    throw new Error('adrift')
  })
  await sleep(50)
})
