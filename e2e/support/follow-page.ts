import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Machine, startMachine } from './machine.ts'
import type { Page, Step } from './page-steps.ts'
import { root } from './program.ts'

/** A checkout that was installed and built already. */
const source = process.env.PHAROS_SOURCE ?? root
const checkout = '/home/you/pharos'
const emptyFolder = '/home/you/new'
const serving = '/tmp/serving'

export type Followed = {
  readonly ran: readonly number[]
  readonly passedOver: readonly number[]
  /** What the page led to; `null` where it leads nowhere. */
  readonly opened: { readonly status: number; readonly title: string } | null
}

/**
 * Does what a page says, step by step, in a copy of this machine. Throws, with the step's line and its
 * output, when one fails.
 */
export async function followPage(page: Page): Promise<Followed> {
  const { options, steps } = page
  const sandbox = options.sandbox ?? 'machine'
  if (!['machine', 'systemd'].includes(sandbox)) throw new Error(`there is no sandbox "${sandbox}"`)
  await using machine = await startMachine({
    systemd: sandbox === 'systemd',
    copies: { [source]: checkout },
  })
  const toRun = steps.filter((step) => !isPassedOver(step))
  const isElsewhere = steps.some(({ script }) => script.includes('PHAROS_SOURCE'))
  const { code, stdout, stderr } = await machine.run(driver(toRun), {
    cwd: '/',
    env: { FOLDER: isElsewhere ? emptyFolder : checkout, PHAROS_SOURCE: checkout },
    timeoutMs: 5 * 60_000,
  })
  if (code !== 0) {
    const [, line] = [...stdout.matchAll(/^::step (\d+)$/gm)].at(-1) ?? []
    throw new Error(`the step in line ${line} ended with ${code}\n${stdout}${stderr}`)
  }
  return {
    ran: toRun.map(({ line }) => line),
    passedOver: steps.filter(isPassedOver).map(({ line }) => line),
    opened: options.opens === undefined ? null : await open(machine, options.opens),
  }
}

const isPassedOver = ({ options }: Step): boolean =>
  options.skip !== undefined ||
  (options.prepared !== undefined && existsSync(join(source, options.prepared)))

/** Whoever is root already needs no sudo, which a small Debian does not have. */
const sudo = `if ! command -v sudo > /dev/null; then
sudo() { if [ "$1" = -u ]; then runuser -u "$2" -- "\${@:3}"; else "$@"; fi; }
fi`

/** One shell for all steps, as a reader has one: what a step sets or where it goes holds for the next. */
const driver = (steps: readonly Step[]): string =>
  [
    sudo,
    'mkdir -p "$FOLDER"',
    'cd "$FOLDER"',
    // What whoever works in this checkout has left in it belongs to no clone.
    `rm -rf ${['data', '.env', 'config/config.yaml'].map((path) => `${checkout}/${path}`).join(' ')}`,
    ...steps.map(({ line, script, options }) =>
      [
        `echo '::step ${line}'`,
        // What goes on for ever must not hold our pipes open.
        options.serves === undefined ? script : `{ ${script}\n} > ${serving} 2>&1 &`,
        options.serves === undefined ? '' : waitFor(options.serves),
      ].join('\n'),
    ),
  ].join('\n')

/** The Node.js that runs this, as the copy of the checkout has it: the checkout itself may be hidden there. */
function nodeThere(): string {
  const within = relative(root, process.execPath)
  return within.startsWith('..') ? process.execPath : join(checkout, within)
}

const node = (program: string, ...args: readonly string[]): string =>
  [nodeThere(), '-e', program, ...args].map((word) => `'${word}'`).join(' ')

const waitFor = (url: string): string => {
  const ask = node('fetch(process.argv[1]).then((r) => process.exit(r.ok ? 0 : 1))', url)
  return `for try in $(seq 300); do
  if ${ask} 2> /dev/null; then break; fi
  if [ "$try" = 300 ] || ! kill -0 $! 2> /dev/null; then
    echo '${url} does not answer' >&2
    cat ${serving} >&2
    exit 1
  fi
  sleep 0.1
done`
}

async function open(machine: Machine, url: string): Promise<Followed['opened']> {
  const ask = node(
    'fetch(process.argv[1]).then(async (r) => console.log(JSON.stringify([r.status, await r.text()])))',
    url,
  )
  const { code, stdout, stderr } = await machine.run(ask)
  if (code !== 0) throw new Error(`${url} does not open: ${stderr}`)
  const [status, html] = JSON.parse(stdout)
  return { status, title: /<title>(.*?)<\/title>/.exec(html)?.[1] ?? '' }
}
