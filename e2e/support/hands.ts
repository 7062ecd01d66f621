import type { Locator, Page } from 'playwright-core'

/** How somebody works a page. */
export type Hands = {
  click(control: Locator): Promise<void>
  fill(field: Locator, text: string): Promise<void>
}

/** A pointer, and keys for text. */
export const mouse = (): Hands => ({
  click: (control) => control.click(),
  fill: (field, text) => field.fill(text),
})

/** More steps than any page of ours has. */
const mostSteps = 300

/** Keys alone: Tab goes there, Enter or Space does it. */
export function keyboard(page: Page): Hands {
  async function reach(control: Locator): Promise<void> {
    await control.waitFor()
    for (let step = 0; step < mostSteps; step++) {
      if (await control.evaluate((element) => element === element.ownerDocument.activeElement))
        return
      await page.keyboard.press('Tab')
    }
    throw new Error(`no way by Tab to ${control}`)
  }
  return {
    async click(control) {
      await reach(control)
      const type = await control.getAttribute('type')
      await page.keyboard.press(type === 'checkbox' ? 'Space' : 'Enter')
    },
    async fill(field, text) {
      await reach(field)
      await page.keyboard.press('Control+a')
      await page.keyboard.type(text)
    },
  }
}
