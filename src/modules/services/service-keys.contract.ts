import { describe, expect, test } from 'vitest'
import { aService, by } from './examples.contract.ts'
import { everything, type Fresh, pick, trail } from './store-house.contract.ts'

/** What every `ServiceStore` does with the keys that clients choose for their requests. */
export function serviceKeysContract(fresh: Fresh): void {
  describe('a key of a client', () => {
    const once = { key: 'k', fingerprint: 'body 1' }

    test('makes one service, however often it comes', async () => {
      const house = await (await fresh()).open()
      const first = await house.services.create(aService(), by('ann'), once)
      const again = await house.services.create(aService(), by('ann'), once)
      expect(again.value).toEqual(first.value)
      expect((await house.services.list(everything)).total).toBe(1)
      expect(await trail(house)).toHaveLength(1)
    })

    test('with another body is refused, and makes nothing', async () => {
      const house = await (await fresh()).open()
      await house.services.create(aService(), by('ann'), once)
      await expect(
        house.services.create(aService({ name: 'else' }), by('ann'), {
          ...once,
          fingerprint: 'body 2',
        }),
      ).rejects.toMatchObject({ code: 'invalid', fields: [{ path: 'Idempotency-Key' }] })
      expect((await house.services.list(everything)).total).toBe(1)
    })

    test('is another one for another actor', async () => {
      const house = await (await fresh()).open()
      await house.services.create(aService(), by('ann'), once)
      await house.services.create(aService(), by('bob'), { ...once, fingerprint: 'body 2' })
      expect((await house.services.list(everything)).total).toBe(2)
    })

    test('whose service was deleted since says so instead of making a second one', async () => {
      const house = await (await fresh()).open()
      const { value } = await house.services.create(aService(), by('ann'), once)
      await house.services.remove(value.id, by('ann'))
      await expect(house.services.create(aService(), by('ann'), once)).rejects.toMatchObject({
        code: 'gone',
      })
      expect((await house.services.list(everything)).total).toBe(0)
    })

    test('that comes many times at once makes one service and answers all', async () => {
      const place = await fresh()
      const houses = [await place.open(), await place.open()]
      const answers = await Promise.allSettled(
        Array.from({ length: 8 }, (_, i) =>
          pick(houses, i).services.create(aService(), by('ann'), once),
        ),
      )
      const faults = answers.flatMap((one) =>
        one.status === 'rejected' ? [String(one.reason)] : [],
      )
      expect(faults).toEqual([])
      const ids = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value.value.id] : []))
      expect(new Set(ids).size).toBe(1)
      expect((await pick(houses, 0).services.list(everything)).total).toBe(1)
    })
  })
}
