import { variables } from '../../src/app/config/index.ts'

/** A text that stands nowhere else, for one secret setting. Long enough for a signing key. */
export const canaryOf = (name: string): string =>
  // Without vowels: a signing key that holds a word is refused as a sample.
  `canary-${name
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/[aeiou]/g, '')}-9Xq2Zr7Lw4Tn8Vb3Kd6Hs1Jf5`

/** What stands around the secret where a setting is an address. */
const forms: Readonly<Record<string, (canary: string) => string>> = {
  DATABASE_URL: (canary) => `postgres://pharos:${canary}@127.0.0.1:9/pharos`,
  POSTGRES_URL: (canary) => `postgres://pharos:${canary}@127.0.0.1:9/pharos`,
  REDIS_URL: (canary) => `redis://:${canary}@127.0.0.1:9`,
  CLICKHOUSE_URL: (canary) => `http://pharos:${canary}@127.0.0.1:9`,
  AGGREGATOR_URL: (canary) => `http://pharos:${canary}@127.0.0.1:9`,
  PHAROS_HEARTBEAT_URL: (canary) => `http://127.0.0.1:9/${canary}`,
  PHAROS_URL: (canary) => `http://pharos:${canary}@127.0.0.1:9`,
}

/** Every secret variable with its canary, but those that the caller sets otherwise. */
export function canaryEnvironment(except: readonly string[]): Record<string, string> {
  const names = variables.filter(({ secret }) => secret).map(({ name }) => name)
  return Object.fromEntries(
    names
      .filter((name) => !except.includes(name))
      .map((name) => [name, (forms[name] ?? String)(canaryOf(name))]),
  )
}

/** Secrets that only a file can hold. */
export const canaryFile = `
prometheus:
  - { name: prom, url: "http://pharos:${canaryOf('file-prometheus')}@127.0.0.1:9" }
databases:
  - { name: shop, url: "postgres://shop:${canaryOf('file-database')}@127.0.0.1:9/shop" }
gitlab:
  - { name: lab, url: "http://127.0.0.1:9", token: "${canaryOf('file-gitlab')}" }
scrape_configs:
  - job_name: node
    basic_auth: { username: pharos, password: "${canaryOf('file-scrape')}" }
    static_configs: [ { targets: ["127.0.0.1:9"] } ]
`

/** Where a canary stands, with what is around it. */
export function canariesIn(text: string): string[] {
  const plain = /canary-[a-z-]+-9Xq2Zr7Lw4Tn8Vb3Kd6Hs1Jf5/g
  const found = [...text.matchAll(plain)].map(({ 0: canary, index }) => {
    return `${canary}: …${text.slice(Math.max(0, index - 60), index + 40)}…`
  })
  // In other clothes.
  const packed = /9Xq2Zr7Lw4Tn8Vb3Kd6Hs1Jf5/.test(Buffer.from(text, 'base64').toString('latin1'))
  return packed ? [...found, 'a canary in base64'] : found
}
