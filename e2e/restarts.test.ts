import { expect, test } from 'vitest'
import { describeWith } from '../test/support/engines.ts'
import { openBrowser } from './support/browser.ts'
import { onEachDialect } from './support/house.ts'
import { restartRounds } from './support/restarts.ts'
import { tell } from './support/tell.ts'

const rounds = 3

describeWith('chromium', 'web and collector that are started anew under load', (executable) => {
  onEachDialect('on one database', (build) => {
    test(`lose nothing, and their pages are whole again, after each of ${rounds} rounds`, async () => {
      await using browser = await openBrowser(executable)
      const seed = Date.now() % 1_000_000
      const done = await restartRounds(await build(), { browser, services: 100, rounds, seed })
      tell(...done.lines)
      expect(done.wholeMs).toHaveLength(rounds)
    })
  })
})
