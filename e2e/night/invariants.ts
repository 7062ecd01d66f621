import { afterAll, beforeAll, test } from 'vitest'
import { describeWith } from '../../test/support/engines.ts'
import { playMany } from '../invariants/run.ts'
import { openWorld, type World } from '../invariants/world.ts'
import { openBrowser } from '../support/browser.ts'

const interleavings = 200

describeWith('chromium', 'pages of two programs on one database, all night', (executable) => {
  describeWith('postgres', 'that is PostgreSQL', (postgres) => {
    const stack = new AsyncDisposableStack()
    let world: World
    beforeAll(async () => {
      const browser = await openBrowser(executable)
      stack.defer(() => browser.close())
      world = stack.use(await openWorld(browser, postgres))
    })
    afterAll(() => stack.disposeAsync())

    test(`are as fresh ones after each of ${interleavings} interleavings`, async () => {
      await playMany(world, interleavings)
    })
  })
})
