import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from './folder.ts'
import { collect } from './output.ts'
import { freePort } from './ports.ts'
import { root } from './program.ts'
import { until } from './until.ts'

/** The nginx of `deploy/nginx/pharos.conf`, running on loopback before another server. */
export type Nginx = AsyncDisposable & {
  /** Its HTTPS. The certificate is self-made. */
  readonly url: string
  readonly port: number
  readonly plainPort: number
}

const example = readFileSync(join(root, 'deploy', 'nginx', 'pharos.conf'), 'utf8')

export async function startNginx(program: string, upstreamPort: number): Promise<Nginx> {
  await using opened = new AsyncDisposableStack()
  const folder = opened.use(makeFolder()).path
  const [port, plainPort] = [await freePort(), await freePort()]
  makeCertificate(folder)
  mkdirSync(join(folder, 'temp'))
  const site = fitted(example, {
    'listen 443 ssl;': `listen 127.0.0.1:${port} ssl;`,
    'listen [::]:443 ssl;': '',
    'listen 80;': `listen 127.0.0.1:${plainPort};`,
    'listen [::]:80;': '',
    '/etc/ssl/pharos': folder,
    'server 127.0.0.1:8080;': `server 127.0.0.1:${upstreamPort};`,
  })
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, around(folder, knowsHttp2On(program) ? site : forOlder(site)))
  const log = join(folder, 'error.log')
  const child = spawn(program, ['-p', folder, '-e', log, '-c', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const stderr = collect(child.stderr)
  const closed = once(child, 'close')
  opened.defer(async () => {
    child.kill('SIGTERM')
    await closed
  })
  await until('nginx answers', async () => {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${stderr.text}`)
    return (await fetch(`http://127.0.0.1:${plainPort}/`, { redirect: 'manual' })).status === 301
  })
  const end = opened.move()
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    plainPort,
    [Symbol.asyncDispose]: () => end.disposeAsync(),
  }
}

/** The example with other ports and paths. Each thing that is exchanged must be there. */
function fitted(text: string, changes: Readonly<Record<string, string>>): string {
  return Object.entries(changes).reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`the example does not say "${from}"`)
    return changed.replaceAll(from, to)
  }, text)
}

/** What the example tells owners of an nginx before 1.25.1 to do. */
const forOlder = (site: string): string =>
  fitted(site, { 'http2 on;': '' }).replace(/(listen \S+ ssl);/, '$1 http2;')

function knowsHttp2On(program: string): boolean {
  const { stderr } = spawnSync(program, ['-v'], { encoding: 'utf8' })
  const [, major = 0, minor = 0, patch = 0] = (/(\d+)\.(\d+)\.(\d+)/.exec(stderr) ?? []).map(Number)
  return major > 1 || minor > 25 || (minor === 25 && patch >= 1)
}

/** All that Debian's nginx.conf has around a site, in one folder. */
function around(folder: string, site: string): string {
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const temporary = kinds.map((kind) => `${kind}_temp_path ${join(folder, 'temp', kind)};`)
  return `${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
pid ${join(folder, 'nginx.pid')};
error_log ${join(folder, 'error.log')};
worker_processes 1;
events { worker_connections 1024; }
http {
access_log off;
gzip on;
${temporary.join('\n')}
${site}
}
`
}

function makeCertificate(folder: string): void {
  const [key, certificate] = [join(folder, 'privkey.pem'), join(folder, 'fullchain.pem')]
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const name = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  const out = ['-keyout', key, '-out', certificate]
  execFileSync('openssl', ['req', '-x509', ...kind, ...name, ...out], { stdio: 'ignore' })
}
