import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { makeFolder } from '../../e2e/support/folder.ts'
import { createVault } from '../../src/adapters/credentials/index.ts'
import { createChannelStore } from '../../src/adapters/stores/sql/alerts/channels.ts'
import { type Enqueued, enqueue } from '../../src/adapters/stores/sql/alerts/enqueue.ts'
import { createOutboxStore } from '../../src/adapters/stores/sql/alerts/outbox.ts'
import { createReactionStore } from '../../src/adapters/stores/sql/alerts/react.ts'
import type { Driver } from '../../src/adapters/stores/sql/drivers/driver.ts'
import { openSqlite } from '../../src/adapters/stores/sql/drivers/sqlite.ts'
import { migrate } from '../../src/adapters/stores/sql/migrations/migrate.ts'
import type { Tx } from '../../src/adapters/stores/sql/statement.ts'
import { openChannels } from '../../src/app/channels.ts'
import { loadConfig } from '../../src/app/config/index.ts'
import { createLogger } from '../../src/app/logger.ts'
import { systemClock as clock, systemRandom as random } from '../../src/app/world.ts'
import { Secret } from '../../src/kernel/index.ts'
import { createReactor, createSender, type Senders } from '../../src/modules/alerts/index.ts'
import { nidOf, type Place } from './notify-arrivals.ts'

/** A new database with channels that all lead to one receiver, and what sends from it. */
export type House = AsyncDisposable & {
  /** Puts messages into the outbox, in one transaction: to be sent, or as those that are over. */
  write(places: Iterable<Place>, state?: Enqueued['state']): Promise<void>
  /** Reacts and sends as the program does, until it is stopped; then what is on its way has arrived. */
  start(): Sending
  /** Messages whose end is not in the store yet. Throws when one was given up. */
  unsettled(): Promise<number>
}

export type Sending = AsyncDisposable & { stop(): Promise<void> }

const log = createLogger({
  level: 'warn',
  format: 'text',
  write: (line) => process.stderr.write(line),
})

/** As long as what a change says of a service, with its evidence. */
const words =
  'Shop API is down: answered 503, 200-299 was expected. It was up for an hour. The address was ' +
  '192.0.2.7, and the head of the answer was "HTTP/1.1 503 Service Unavailable, server: shop, ' +
  'content-type: text/html; charset=utf-8, retry-after: 120, set-cookie: ***".'

/** A notice of a service: in order like its changes, and never gathered into a digest. */
function* put({ channel, service, turn }: Place, state: Enqueued['state']): Tx<void> {
  yield* enqueue({
    channelId: channel,
    subject: service,
    notification: {
      kind: 'notice',
      id: nidOf({ channel, service, turn }),
      at: clock.now(),
      title: `Turn ${turn} of service ${service}`,
      message: words,
    },
    state,
  })
}

/** The channels as the program opens them, with its address policy and its sealed secrets. */
function openWebhooks(dataDir: string) {
  const env = { PHAROS_DATA_DIR: dataDir }
  const loaded = loadConfig({ flags: {}, env, cwd: dataDir, readFile: () => null })
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.problems))
  const vault = createVault(new Secret(randomBytes(32).toString('base64url')))
  return openChannels({ config: loaded.config, clock, vault })
}

/** The loops of the program's alerting, with the channels as it opens them. */
function startSending(driver: Driver, senders: Senders): Sending {
  const store = { ...createReactionStore(driver), ...createOutboxStore(driver) }
  const parts = { store, wake: { subscribe: driver.onCommit }, clock, log }
  const storeAway = (error: unknown) => log.error('the store is away', { error })
  // Each commit wakes it as well, so it belongs to the price of a message.
  const reactor = createReactor({ ...parts, observe: { reacted() {}, storeAway } })
  const sender = createSender({
    ...parts,
    senders,
    linkOf: () => 'https://pharos.example/',
    random,
    observe: { progressed() {}, tried() {}, died() {}, storeAway },
  })
  const ending = new AbortController()
  const done = Promise.all([reactor.run(ending.signal), sender.run(ending.signal)])
  const stop = async () => {
    ending.abort()
    await done
  }
  return { stop, [Symbol.asyncDispose]: stop }
}

/** @param port where the receiver listens */
export async function openHouse(port: number, channels: number): Promise<House> {
  await using opened = new AsyncDisposableStack()
  const folder = opened.use(makeFolder())
  // One driver for all, as in the program: another one would learn of a commit a tenth of a second later.
  const driver = openSqlite({ file: join(folder.path, 'pharos.db'), clock })
  opened.defer(() => driver.close())
  await migrate(driver)
  const { kinds, senders } = openWebhooks(folder.path)
  const given = { url: `http://127.0.0.1:${port}/hook`, secret: 'the secret of a benchmark' }
  const config = kinds.parse('webhook', given, null)
  const actor = { userId: null, label: 'bench', requestId: null }
  // A new database numbers them from one, as places do.
  for (let channel = 1; channel <= channels; channel++) {
    const definition = { name: `hook ${channel}`, type: 'webhook', config, tags: [], enabled: true }
    await createChannelStore(driver).create(definition, { actor, at: clock.now() })
  }
  const outbox = createOutboxStore(driver)
  const kept = opened.move()
  return {
    write: (places, state = 'due') =>
      driver.write(function* () {
        for (const place of places) yield* put(place, state)
      }),
    start: () => startSending(driver, senders),
    unsettled: async () => {
      const { due, dead } = await outbox.figures()
      if (dead > 0) throw new Error(`${dead} messages were given up`)
      return due
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
