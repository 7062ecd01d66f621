import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { json, startTestApp, type TestApp } from './start-test-app.contract.ts'

/** The whole program, a target that breaks when it is told to, and somebody who is to hear of it. */
let running: TestApp
let target: Server
let hook: Server
let headers: Record<string, string>
let isWell = true
const account = { email: 'ann@example.com', password: 'correct horse battery' }
const secret = 'canary-of-a-channel'

type Heard = {
  readonly at: number
  readonly signed: boolean
  readonly authorization: string | undefined
  readonly body: Record<string, unknown>
}
const heard: Heard[] = []

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`

async function listen(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

async function ask(path: string, init: RequestInit = { headers }) {
  const response = await fetch(`${running.app.url}${path}`, init)
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as Record<string, unknown>
}

beforeAll(async () => {
  target = await listen(createServer((_, response) => response.writeHead(isWell ? 200 : 503).end()))
  hook = await listen(
    createServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        const signed = request.headers['webhook-signature'] !== undefined
        const { authorization } = request.headers
        heard.push({
          at: Date.now(),
          signed,
          authorization,
          body: JSON.parse(Buffer.concat(parts).toString()),
        })
        response.writeHead(204).end()
      })
    }),
  )
  running = await startTestApp()
  await ask('/api/v1/auth/register', json(account))
  const { token } = await ask('/api/v1/auth/login', json(account))
  headers = { Authorization: `Bearer ${token}` }
})
afterAll(async () => {
  await running[Symbol.asyncDispose]()
  for (const server of [target, hook]) {
    server.closeAllConnections()
    server.close()
  }
})

test('a service that breaks is told of within a moment, with evidence and a link, and so is its recovery', async () => {
  const config = { url: addressOf(hook), secret, secret_header: `Authorization: Bearer ${secret}` }
  const made = await ask(
    '/api/v1/channels',
    json({ name: 'hook', type: 'webhook', config }, headers),
  )
  expect(made.config).toMatchObject({ url: addressOf(hook), secret: '***', secret_header: '***' })
  const service = { name: 'shop', url: addressOf(target), check_interval: 1, failures_to_down: 1 }
  const { id } = await ask('/api/v1/services', json(service, headers))
  const statusOf = async () => (await ask(`/api/v1/services/${id}`)).status
  const patience = { timeout: 10_000, interval: 25 }
  await expect.poll(statusOf, patience).toBe('UP')
  expect(heard).toEqual([])
  isWell = false
  await expect.poll(() => heard.length, patience).toBe(1)
  isWell = true
  await expect.poll(() => heard.length, patience).toBe(2)
  const [down, up] = heard
  expect(down).toMatchObject({
    signed: true,
    authorization: `Bearer ${secret}`,
    body: { kind: 'change', status: 'down', previous_status: 'up', reason: 'bad_status' },
  })
  expect(down?.body.link).toBe(`${running.app.url}/services/${id}`)
  expect(up).toMatchObject({ body: { status: 'up', previous_status: 'down' } })
  // From the outcome's commit, whose time the journal has, to the receiver.
  expect(Number(down?.at) - Date.parse(String(down?.body.at))).toBeLessThan(1_000)
})

test('what is sent is counted, and its secret is in no answer and no log', async () => {
  const health = await ask('/api/health')
  expect(JSON.stringify(health)).toContain('"notifications"')
  const metrics = await (await fetch(`${running.app.url}/metrics`, { headers })).text()
  expect(metrics).toContain('pharos_message_attempts_total{type="webhook",result="delivered"} 2')
  const shown = await Promise.all(
    ['/api/v1/channels', '/api/v1/channels/1/deliveries', '/api/v1/audit'].map((path) => ask(path)),
  )
  expect(JSON.stringify([...running.lines, ...shown])).not.toContain(secret)
})
