import { brotliCompressSync } from 'node:zlib'
import { percentile } from '../figures.ts'
import { cpuSeconds } from '../process.ts'
import type { Scene } from './scene.ts'

export type Cost = {
  /** Processor time of the server for one page, in milliseconds. */
  readonly cpuMs: number
  /** What 95 of 100 pages stay within, from question to last byte, in milliseconds. */
  readonly p95Ms: number
  /** Of the page as it is sent. */
  readonly bytes: number
}

/** Asks for a page again and again, one after another, as a browser does. */
export async function pageCost(
  { server, cookie }: Scene,
  path: string,
  times: number,
): Promise<Cost> {
  const headers = { Cookie: cookie, 'Accept-Encoding': 'br' }
  const ask = async (): Promise<string> => {
    const response = await fetch(`${server.url}${path}`, { headers })
    if (response.status !== 200) throw new Error(`${path} was answered ${response.status}`)
    return response.text()
  }
  for (let turn = 0; turn < 50; turn++) await ask()
  const before = cpuSeconds(server.pid)
  const delays: number[] = []
  let text = ''
  for (let turn = 0; turn < times; turn++) {
    const began = performance.now()
    text = await ask()
    delays.push(performance.now() - began)
  }
  return {
    cpuMs: ((cpuSeconds(server.pid) - before) / times) * 1_000,
    p95Ms: percentile(delays, 0.95),
    // `fetch` unpacks what came and does not tell its size; the server packs at quality 4.
    bytes: brotliCompressSync(text, { params: { 1: 4 } }).byteLength,
  }
}
