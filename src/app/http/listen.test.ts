import { connect } from 'node:net'
import { Hono } from 'hono'
import { expect, onTestFinished, test } from 'vitest'
import { createLogger } from '../logger.ts'
import { createListener } from './listen.ts'

const quiet = createLogger({ level: 'error', format: 'json', write: () => {} })

/** Far more than a test may take. */
const deadlineMs = 60_000

async function listening(app: Hono) {
  const listener = createListener(app, quiet)
  const port = await listener.listen(0, '127.0.0.1')
  onTestFinished(() => listener.close(0))
  return { listener, port }
}

/** A client that keeps its connection and asks again as soon as it is answered. */
function askOn(port: number) {
  const socket = connect(port, '127.0.0.1')
  const ask = () => socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  let answers = 0
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    answers += 1
    if (/^connection: close/im.test(text)) return
    ask()
  })
  socket.on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  ask()
  return {
    closed: new Promise((resolve) => socket.on('close', resolve)),
    get answers() {
      return answers
    },
  }
}

test('a listener that closes does not wait for clients who never cease to ask', async () => {
  const { listener, port } = await listening(new Hono().get('/', (c) => c.text('fine')))
  const clients = [askOn(port), askOn(port)]
  await expect.poll(() => Math.min(...clients.map(({ answers }) => answers))).toBeGreaterThan(5)
  await listener.close(deadlineMs)
  await Promise.all(clients.map(({ closed }) => closed))
})

test('a listener that closes waits for an answer under way, and no longer', async () => {
  const asked = Promise.withResolvers<void>()
  const told = Promise.withResolvers<void>()
  const app = new Hono().get('/', async (c) => {
    asked.resolve()
    await told.promise
    return c.text('at last')
  })
  const { listener, port } = await listening(app)
  const answer = fetch(`http://127.0.0.1:${port}/`)
  await asked.promise
  const closed = listener.close(deadlineMs)
  told.resolve()
  const { headers } = await answer
  expect(await (await answer).text()).toBe('at last')
  // So that the client does not send its next request into the end of the connection.
  expect(headers.get('connection')).toBe('close')
  await closed
})

test('a listener that closes cuts at its deadline what does not end', async () => {
  const asked = Promise.withResolvers<void>()
  const app = new Hono().get('/', () => {
    asked.resolve()
    return new Promise<Response>(() => undefined)
  })
  const { listener, port } = await listening(app)
  const answer = fetch(`http://127.0.0.1:${port}/`).catch((error: Error) => error.message)
  await asked.promise
  await listener.close(50)
  expect(await answer).toBe('fetch failed')
})
