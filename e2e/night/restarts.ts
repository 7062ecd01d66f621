import { expect, test } from 'vitest'
import { describeWith } from '../../test/support/engines.ts'
import { openBrowser } from '../support/browser.ts'
import { onEachDialect } from '../support/house.ts'
import { restartRounds } from '../support/restarts.ts'
import { tell } from '../support/tell.ts'

const rounds = 50
const services = 1_000
const wholeMost = 1_500
const megabytesMost = 250

describeWith('chromium', 'web and collector that are started anew under load', (executable) => {
  onEachDialect('on one database', (build) => {
    test(`lose nothing in ${rounds} rounds, and are whole and small`, async () => {
      await using browser = await openBrowser(executable)
      const seed = Date.now() % 1_000_000
      const done = await restartRounds(await build(), { browser, services, rounds, seed })
      tell(...done.lines)
      expect(Math.max(...done.wholeMs)).toBeLessThanOrEqual(wholeMost)
      expect(done.megabytes).toBeLessThanOrEqual(megabytesMost)
    })
  })
})
