import type { Browser } from 'playwright-core'
import { until } from '../../../e2e/support/until.ts'
import { openTab, type Scene } from './scene.ts'

/** Runs in the page: notes for every name of a service when the frame that shows it was drawn. */
const observe = `
globalThis.painted = {}
const look = () => {
  for (const { textContent: name } of document.querySelectorAll('.services th a')) {
    if (name in painted) continue
    painted[name] = 0
    requestAnimationFrame(() => setTimeout(() => (painted[name] = Date.now())))
  }
}
addEventListener('DOMContentLoaded', () => {
  look()
  new MutationObserver(look).observe(document, {
    childList: true,
    // Text that is morphed in place is no new child.
    characterData: true,
    subtree: true,
  })
})`

/**
 * Renames a service again and again, at odd moments, while an open page shows it.
 * @returns milliseconds from the moment that the server wrote to the frame that shows it, each.
 */
export async function commitToPixel(
  browser: Browser,
  scene: Scene,
  times: number,
): Promise<number[]> {
  await using tab = await openTab(browser, scene)
  const { page } = tab
  await page.addInitScript({ content: observe })
  await page.goto(`${scene.server.url}/services`)
  await page.locator('body[data-live=live]').waitFor()
  const delays: number[] = []
  for (let turn = 0; turn < times; turn++) {
    const name = `renamed ${turn}`
    const headers = { 'If-Match': '*' }
    const answer = await scene.client.ask('PATCH', '/api/v1/services/1', {
      body: { name },
      headers,
    })
    const written = Date.parse(String(answer.json.updated_at))
    const shown = await until('the page shows the name', () =>
      page.evaluate<number>(`painted['${name}'] || null`),
    )
    delays.push(shown - written)
    // Not in step with the stream's own beat.
    await page.waitForTimeout(100 + ((turn * 137) % 400))
  }
  return delays
}
