import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { engine, miss } from '../test/support/engines.ts'
import { followPage } from './support/follow-page.ts'
import { whyNoMachine } from './support/machine.ts'
import { readPage } from './support/page-steps.ts'
import { root } from './support/program.ts'
import { tell } from './support/tell.ts'

const folder = join(root, 'docs', 'install')
const files = readdirSync(folder).filter((name) => name.endsWith('.md'))
const pages = files.map((name) => ({
  name,
  page: readPage(readFileSync(join(folder, name), 'utf8')),
}))

test('every way of installing has a page', () => {
  const ways = ['README.md', 'binary.md', 'container.md', 'kubernetes.md', 'npm.md', 'proxy.md']
  expect(files).toEqual(expect.arrayContaining([...ways, 'systemd.md']))
})

test.each(pages)('docs/install/$name leads from README.md, with a title', ({ name, page }) => {
  const index = readFileSync(join(folder, 'README.md'), 'utf8')
  expect(page.title).not.toBe('')
  if (name !== 'README.md') expect(index).toContain(`(${name})`)
})

const withSteps = pages.filter(({ page }) =>
  page.steps.some(({ options }) => options.skip === undefined),
)
const noMachine = whyNoMachine()

/** Why this page cannot be followed here; `null` when it can. */
function whyNot(sandbox: string | undefined): string | null {
  const systemd = engine('systemd')
  if (sandbox === 'systemd' && !systemd.present) return systemd.reason
  return noMachine
}

describe('an install page, followed word for word', () => {
  test.for(withSteps)('docs/install/$name', async ({ name, page }, { skip }) => {
    const reason = whyNot(page.options.sandbox)
    if (reason !== null) return miss('systemd', reason, skip)
    const { ran, passedOver, opened } = await followPage(page)
    const steps = `${ran.length} steps run, ${passedOver.length} passed over`
    tell(`docs/install/${name}: ${steps}${opened ? `, "${opened.title}" opened` : ''}`)
    if (page.options.opens !== undefined) {
      expect(opened).toEqual({ status: 200, title: expect.stringContaining('Pharos') })
    }
  })
})
