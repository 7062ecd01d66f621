import type { Locator, Response } from 'playwright-core'
import type { Client } from '../support/client.ts'
import type { Play } from './play.ts'
import type { Tab } from './tab.ts'

/** REST on the program that a tab is led to. */
export const clientFor = ({ world }: Play, tab: Tab): Client => world.seats[tab.seat].ana

/** No control that is there takes longer, in milliseconds. */
export const pressMs = 5_000

/**
 * Presses a control that sends something to a path. A row may go away under the hand: then nothing
 * was pressed.
 * @returns the answer, or `null` when the control was gone
 */
export async function answerTo(control: Locator, path: string): Promise<Response | null> {
  const page = control.page()
  const coming = page.waitForResponse((response) => {
    const { pathname } = new URL(response.url())
    return pathname === path && response.request().method() !== 'GET'
  })
  // Nobody waits for it any more where nothing was pressed.
  coming.catch(() => {})
  return (await isDone(control, () => control.click({ timeout: pressMs }))) ? coming : null
}

/** @returns whether something could be done to a control before it went away. */
export async function isDone(control: Locator, deed: () => Promise<void>): Promise<boolean> {
  try {
    await deed()
    return true
  } catch (error) {
    if ((await control.count()) === 0) return false
    throw error
  }
}
