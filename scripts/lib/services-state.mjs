// .services/env.json: the addresses of what `npm run services` brought up, by name.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { root } from './node.mjs'

export const servicesFolder = join(root, '.services')
const file = join(servicesFolder, 'env.json')

/** @returns {Record<string, string>} */
export function readServices() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {}
  }
}

/** @param {Record<string, string | undefined>} changes `undefined` takes a name out */
export function writeServices(changes) {
  mkdirSync(servicesFolder, { recursive: true })
  writeFileSync(file, `${JSON.stringify({ ...readServices(), ...changes }, null, 2)}\n`)
}

/**
 * Variables that tell a script of ours where those services are; what is set already stays.
 * @returns {NodeJS.ProcessEnv}
 */
export function servicesEnv() {
  const { chromium, blackbox_exporter: blackbox, lighthouse } = readServices()
  return {
    PHAROS_CHROMIUM: process.env.PHAROS_CHROMIUM ?? chromium,
    PHAROS_BLACKBOX: process.env.PHAROS_BLACKBOX ?? blackbox,
    PHAROS_LIGHTHOUSE: process.env.PHAROS_LIGHTHOUSE ?? lighthouse,
  }
}
