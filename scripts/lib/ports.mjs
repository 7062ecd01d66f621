// Ports of loopback that nothing listens on.
import { createServer } from 'node:net'
import { Failure } from './node.mjs'

/** @param {{ host: string, first: number, last: number }} range */
export async function freePort({ host, first, last }) {
  for (let port = first; port <= last; port++) if (await isFree(host, port)) return port
  throw new Failure(`All ports from ${first} to ${last} are in use.`)
}

/**
 * @param {string} host
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export function isFree(host, port) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })
}
