import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Scene } from './scene.ts'

export type Scores = {
  /** Of 100. */
  readonly performance: number
  readonly accessibility: number
  readonly bestPractices: number
  /** Largest contentful paint as Lighthouse simulates it, in milliseconds. */
  readonly lcp: number
}

type Report = {
  readonly categories: Readonly<Record<string, { readonly score: number | null }>>
  readonly audits: Readonly<Record<string, { readonly numericValue?: number }>>
}

const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic']

/**
 * What Lighthouse says of a page. The stream is blocked: with it the network never idles, and
 * Lighthouse waits for 45 s and counts its bytes.
 */
export async function judge(
  { server, cookie }: Scene,
  { path, form }: { readonly path: string; readonly form: 'mobile' | 'desktop' },
): Promise<Scores> {
  const { PHAROS_LIGHTHOUSE: command, PHAROS_CHROMIUM: chromium = '' } = process.env
  if (!command) throw new Error('There is no Lighthouse: run `npm run services -- bench` first.')
  const args = [
    command,
    `${server.url}${path}`,
    '--quiet',
    '--output=json',
    '--only-categories=performance,accessibility,best-practices',
    `--extra-headers=${JSON.stringify({ Cookie: cookie })}`,
    '--blocked-url-patterns=*/stream*',
    `--chrome-flags=${flags.join(' ')}`,
    ...(form === 'desktop' ? ['--preset=desktop'] : []),
  ]
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { ...process.env, CHROME_PATH: chromium },
    maxBuffer: 64_000_000,
  })
  const { categories, audits } = JSON.parse(stdout) as Report
  const scoreOf = (name: string) => Math.round((categories[name]?.score ?? 0) * 100)
  return {
    performance: scoreOf('performance'),
    accessibility: scoreOf('accessibility'),
    bestPractices: scoreOf('best-practices'),
    lcp: audits['largest-contentful-paint']?.numericValue ?? Number.NaN,
  }
}
