import { expect, test } from 'vitest'
import { inTurn } from './turns.ts'

function probe() {
  const releases: (() => void)[] = []
  return {
    onEnd: (release: () => void) => void releases.push(release),
    end: () => {
      for (const release of releases) release()
    },
  }
}

test('between two pieces of work whatever else is due has its turn', async () => {
  const done: string[] = []
  const other = () => {
    done.push('other')
    if (done.length < 6) setImmediate(other)
  }
  setImmediate(other)
  await Promise.all(['a', 'b', 'c'].map((name) => inTurn(probe(), () => done.push(name))))
  expect(done.join(' ')).toMatch(/^(?:other )+a (?:other )+b (?:other )+c/)
})

test('work that fails fails its probe alone', async () => {
  const fails = inTurn(probe(), () => {
    throw new Error('not valid gzip')
  })
  const next = inTurn(probe(), () => 'decoded')
  await expect(fails).rejects.toThrow('not valid gzip')
  expect(await next).toBe('decoded')
})

test('what a probe no longer waits for is left out', async () => {
  const [gone, next] = [probe(), probe()]
  let ran = false
  const late = inTurn(gone, () => {
    ran = true
  })
  gone.end()
  await expect(late).rejects.toThrow('nobody waits')
  expect(await inTurn(next, () => 'decoded')).toBe('decoded')
  expect(ran).toBe(false)
})
