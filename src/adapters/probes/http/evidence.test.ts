import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { keptEvidence } from '../../../modules/checks/evidence.ts'
import { runProbe } from '../world.contract.ts'
import { type Behaviour, floods, says, saysAndStalls, startServer } from './hostile.contract.ts'
import { http } from './index.ts'

const busy = 'HTTP/1.1 503 Busy\r\nx-node: 7\r\n'

async function ask(behave: Behaviour, config: object = {}, timeoutMs = 5_000) {
  await using server = await startServer(behave)
  const result = await runProbe(http, `http://127.0.0.1:${server.port}/`, { config, timeoutMs })
  expect(result).toMatchObject({ status: 'down', reason: 'bad_status' })
  expect(result.evidence.head).toContain('HTTP/1.1 503 Busy\nx-node: 7')
  await server.idle()
  return result.evidence
}

const later =
  (body: string): Behaviour =>
  (socket) => {
    socket.write(`${busy}transfer-encoding: chunked\r\n\r\n`)
    setTimeout(() => socket.end(`${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`), 20)
  }

test('the body of a status that is not expected is evidence, without its framing', async () => {
  expect(await ask(later('please wait\r\n1 minute'))).toMatchObject({
    body: 'please wait\n1 minute',
  })
})

test.each([
  ['H4 that stalls', saysAndStalls(`${busy}content-length: 900\r\n\r\nhal`), 'hal'],
  ['H6 that is cut short', says(`${busy}content-length: 900\r\n\r\nhalf`), 'half'],
  ['H6 whose framing is wrong', says(`${busy}transfer-encoding: chunked\r\n\r\nzz\r\n`), undefined],
])('a body %s does not turn a bad status into another failure', async (_what, behave, body) => {
  expect((await ask(behave)).body).toBe(body)
})

test('a body that never comes is not waited for beyond the timeout', async () => {
  await ask(saysAndStalls(`${busy}content-length: 900\r\n\r\n`), {}, 150)
})

test('H3 of an endless body the beginning is evidence', async () => {
  const { body } = await ask(floods(`${busy}\r\n`, '0123456789'.repeat(1_000)))
  expect(String(body)).toMatch(/^(0123456789)+\d*…$/)
  expect(String(body).length).toBeLessThanOrEqual(2_048)
})

test('H1 a compressed body is no evidence', async () => {
  const bytes = gzipSync(Buffer.alloc(1_048_576))
  const head = `${busy}content-encoding: gzip\r\ncontent-length: ${bytes.length}\r\n\r\n`
  expect(await ask(says(head, bytes))).not.toHaveProperty('body')
})

test('H11 head and body together fit into what is kept, whatever their size', async () => {
  const cookies = 'set-cookie: a=canary\r\n'.repeat(300)
  const fill = `x-fill: ${'ä"'.repeat(2_000)}\r\n`
  const found = await ask(says(`${busy}${cookies}${fill}\r\n${'<é"'.repeat(4_000)}`))
  const kept = JSON.stringify(keptEvidence(found))
  expect(kept).not.toContain('canary')
  expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(8_192)
  expect(JSON.parse(kept)).toMatchObject({ status: 503, head: expect.any(String) })
})

test('a secret that the end of an excerpt cuts in two is not shown', async () => {
  const token = 'canary-0123456789'
  const config = { bearer_token: token }
  // Many of them shrink, so that what was cut at the end comes into view.
  const body = token.repeat(300).slice(0, 5_000)
  for (const before of ['', 'x', 'x'.repeat(2_040), 'x'.repeat(2_047)]) {
    const found = await ask(says(`${busy}\r\n${before}${body}`), config)
    expect(JSON.stringify(found)).not.toContain('cana')
  }
})
