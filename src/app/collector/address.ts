import { join } from 'node:path'
import { Refusal } from '../../kernel/index.ts'
import type { Config } from '../config/index.ts'

/** Where a collector listens, or is found. */
export type CollectorAddress =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls: boolean }

/** `sun_path` of unix(7), without its end. */
const longestPath = 107

/** The socket that two processes on one machine share without a word in the configuration. */
function ownSocket({ dataDir }: Pick<Config, 'dataDir'>): CollectorAddress {
  const path = join(dataDir, 'collector.sock')
  if (Buffer.byteLength(path) <= longestPath) return { kind: 'socket', path }
  throw new Refusal(
    'invalid',
    `The path ${path} is too long for a socket (${longestPath} bytes at most); ` +
      'set collector.listen and AGGREGATOR_URL, or choose a shorter --data-dir',
  )
}

/** Where this process' collector listens. */
export function listensAt(config: Pick<Config, 'dataDir' | 'collector'>): CollectorAddress {
  const { listen } = config.collector
  return listen === null ? ownSocket(config) : { kind: 'tcp', ...listen, tls: false }
}

/** Where `web` looks for the collector. */
export function foundAt(
  config: Pick<Config, 'dataDir' | 'collector' | 'aggregatorUrl'>,
): CollectorAddress {
  if (config.aggregatorUrl === null) return listensAt(config)
  const url = new URL(config.aggregatorUrl.reveal())
  if (url.protocol === 'unix:') return { kind: 'socket', path: decodeURIComponent(url.pathname) }
  const tls = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return { kind: 'tcp', host, port: Number(url.port || (tls ? 443 : 80)), tls }
}

export const addressText = (address: CollectorAddress): string => {
  if (address.kind === 'socket') return address.path
  const { host, port, tls } = address
  return `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`
}
