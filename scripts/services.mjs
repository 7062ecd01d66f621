// Brings the real engines up on loopback for the suites that need them.
//   npm run services            PostgreSQL and Redis, and the programs that suites start by themselves
//   npm run services -- bench   also what the benchmarks compare with and measure by
//   npm run services -- stop    stops what was started here
import { findBlackboxExporter } from './lib/blackbox-exporter.mjs'
import { findBubblewrap } from './lib/bubblewrap.mjs'
import { findChromium } from './lib/chromium.mjs'
import { findLighthouse } from './lib/lighthouse.mjs'
import { findNginx } from './lib/nginx.mjs'
import { Failure } from './lib/node.mjs'
import { startPostgres, stopPostgres } from './lib/postgres.mjs'
import { findAiosmtpd, findBuildbot, findDnsmasq, findPing } from './lib/programs.mjs'
import { startRedis, stopRedis } from './lib/redis.mjs'
import { writeServices } from './lib/services-state.mjs'
import { findSshd } from './lib/sshd.mjs'
import { findSystemd } from './lib/systemd.mjs'

/**
 * What a service answers when it is up.
 * @typedef {{ address: string, version: string }} Service
 */

/** @type {import('./lib/command.mjs').Command} */
export async function run([word, ...rest]) {
  if (rest.length > 0 || !['', 'bench', 'stop'].includes(word ?? '')) {
    throw new Failure('Usage: npm run services [-- bench | -- stop]')
  }
  return word === 'stop' ? await stop() : await start(word === 'bench')
}

/** @param {boolean} withPeers */
async function start(withPeers) {
  const services = {
    postgres: startPostgres,
    chromium: findChromium,
    nginx: findNginx,
    bubblewrap: findBubblewrap,
    systemd: findSystemd,
    redis: startRedis,
    dnsmasq: findDnsmasq,
    ping: findPing,
    sshd: findSshd,
    aiosmtpd: findAiosmtpd,
    buildbot: findBuildbot,
    ...(withPeers ? { blackbox_exporter: findBlackboxExporter, lighthouse: findLighthouse } : {}),
  }
  let missing = 0
  for (const [name, find] of Object.entries(services)) {
    try {
      const { address, version } = await find()
      writeServices({ [name]: address })
      console.log(`${name}: ${address} (${version})`)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      missing += 1
      writeServices({ [name]: undefined })
      console.log(`${name}: missing. ${error.message}`)
    }
  }
  return missing > 0 ? 1 : 0
}

async function stop() {
  console.log(stopPostgres() ? 'postgres: stopped' : 'postgres: was not running')
  console.log(stopRedis() ? 'redis: stopped' : 'redis: was not running')
  writeServices({ postgres: undefined, redis: undefined })
  return 0
}
