// A small company on this computer, watched by Pharos: `npm run demo`. Ctrl-C ends it, and nothing stays.
import { parseArgs } from 'node:util'
import { makeFolder } from '../e2e/support/folder.ts'
import { serve } from '../e2e/support/program.ts'
import { openBakery } from './bakery.ts'
import type { Mishap } from './company.ts'
import { visitor } from './staff.ts'

const { values } = parseArgs({
  options: { port: { type: 'string' }, interval: { type: 'string', default: '5' } },
})

const words = {
  well: 'answers slowly',
  fails: 'fails',
  hangs: 'answers nothing',
  gone: 'is gone',
} as const

const tell = ({ place, mood, for: seconds }: Mishap): void =>
  console.log(
    `${new Date().toTimeString().slice(0, 8)}  ${place} ${words[mood.kind]} for ${seconds} s`,
  )

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stopping.abort())
}

await using stack = new AsyncDisposableStack()
const folder = stack.use(makeFolder())
const server = stack.use(
  await serve({
    cwd: folder.path,
    port: Number(values.port ?? process.env.PORT?.replace(/^:/, '') ?? 8_080),
    env: { PHAROS_DATA_DIR: folder.path, PHAROS_CONFIG: '' },
  }),
)
const intervalSeconds = Number(values.interval)
const bakery = stack.use(await openBakery({ url: server.url, intervalSeconds, firstPort: 0, tell }))
console.log(`The demonstration is at ${server.printed}
Log in as ${visitor.email} with the password "${visitor.password}". Ctrl-C ends it.`)
await Promise.race([bakery.live(0, stopping.signal), server.exited])
await server.stop()
