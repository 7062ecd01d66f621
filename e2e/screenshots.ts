// Takes the pictures of docs/shots/ from the demonstration's company, as its people see it:
//   npm run screenshots                  all of them
//   npm run screenshots -- pages         those of the pages
//   npm run screenshots -- messages      what arrives, a maintenance, the status page
import { mkdirSync } from 'node:fs'
import { findChromium, openBrowser } from './support/browser.ts'
import { shotsFolder } from './support/shots.ts'
import { takeMessages } from './support/shots-messages.ts'
import { takePages } from './support/shots-pages.ts'

const tours = { pages: takePages, messages: takeMessages }

const wanted = process.argv.slice(2)
const known = Object.keys(tours)
if (wanted.some((name) => !known.includes(name))) {
  throw new Error(`There are: ${known.join(', ')}`)
}
mkdirSync(shotsFolder, { recursive: true })
const browser = await openBrowser(findChromium())
try {
  for (const [name, tour] of Object.entries(tours)) {
    if (wanted.length === 0 || wanted.includes(name)) await tour(browser)
  }
} finally {
  await browser.close()
}
