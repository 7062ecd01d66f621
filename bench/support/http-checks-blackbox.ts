import { type ChildProcess, execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Order, Tally } from './http-checks-pharos.ts'
import { cpuSeconds, residentMegabytes, spawnOn } from './http-checks-process.ts'

const root = join(import.meta.dirname, '..', '..')
const names = ['prometheus-blackbox-exporter', 'blackbox_exporter']

const isProgram = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The peer's program: `PHAROS_BLACKBOX`, the path, or what `npm run services -- bench` unpacked. */
export function findBlackbox(): string | null {
  const { PHAROS_BLACKBOX: named, PATH: path = '' } = process.env
  const inPath = path.split(':').flatMap((folder) => names.map((name) => join(folder, name)))
  const unpacked = names.flatMap((name) =>
    globSync(`.services/**/bin/${name}`, { cwd: root }).map((file) => join(root, file)),
  )
  const candidates = [...(named ? [named] : []), ...inPath, ...unpacked]
  return candidates.find(isProgram) ?? null
}

export const versionOf = (program: string): string => {
  const said = execFileSync(program, ['--version'], { encoding: 'utf8', stdio: 'pipe' })
  return /version ([\d.]+)/.exec(said)?.[1] ?? 'unknown'
}

// As the program ships them, with IPv4 as the target has it, and no certificate checks as ours.
const config = `modules:
  http_2xx:
    prober: http
    timeout: 5s
    http:
      preferred_ip_protocol: ip4
      tls_config: { insecure_skip_verify: true }
`

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

export type Blackbox = Disposable & {
  run(order: Order): Promise<Tally>
  residentMegabytes(): number
}

function probe(agent: Agent, port: number, url: string): Promise<boolean> {
  const path = `/probe?module=http_2xx&target=${encodeURIComponent(url)}`
  return new Promise((resolve, reject) => {
    get({ agent, host: '127.0.0.1', port, path }, (response) => {
      let text = ''
      response.setEncoding('latin1')
      response.on('data', (part: string) => {
        text += part
      })
      response.once('error', reject)
      response.once('end', () => resolve(text.includes('\nprobe_success 1\n')))
    }).once('error', reject)
  })
}

async function ready(agent: Agent, port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) break
    try {
      await probe(agent, port, 'http://127.0.0.1:9/')
      return
    } catch {
      await sleep(50)
    }
  }
  throw new Error('The blackbox exporter did not start.')
}

/** Starts the peer on a core. It is driven as Prometheus drives it, over kept connections. */
export async function startBlackbox(core: number, program: string): Promise<Blackbox> {
  const folder = mkdtempSync(join(tmpdir(), 'pharos-bench-'))
  const file = join(folder, 'blackbox.yml')
  writeFileSync(file, config)
  const port = await freePort()
  const child = spawnOn(core, program, [
    `--config.file=${file}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=error',
  ])
  child.stderr?.resume()
  const pid = child.pid ?? 0
  const agent = new Agent({ keepAlive: true })
  await ready(agent, port, child)
  return {
    async run({ url, concurrency, forMs }) {
      const cpu = cpuSeconds(pid)
      const began = performance.now()
      let checks = 0
      let up = 0
      const loop = async (): Promise<void> => {
        do {
          if (await probe(agent, port, url)) up += 1
          checks += 1
        } while (performance.now() - began < forMs)
      }
      await Promise.all(Array.from({ length: concurrency }, loop))
      const seconds = (performance.now() - began) / 1_000
      return { checks, up, seconds, cpuSeconds: cpuSeconds(pid) - cpu }
    },
    residentMegabytes: () => residentMegabytes(pid),
    [Symbol.dispose]() {
      child.kill()
      agent.destroy()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
