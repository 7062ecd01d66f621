import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { startDnsServer } from '../../../../test/support/dns-server.ts'
import { describeWith } from '../../../../test/support/engines.ts'
import { runProbe } from '../world.contract.ts'
import { dns } from './index.ts'

describeWith('dnsmasq', 'the dns probe, of a real name server', (program) => {
  const ask = async (target: string, config: object) => {
    await using server = await startDnsServer(program)
    const resolver = `127.0.0.1:${server.port}`
    return await runProbe(dns, dns.parse(target), { config: { resolver, ...config } })
  }

  test.each([
    ['dns://web.test', 'A', 'A 192.0.2.1, 192.0.2.2'],
    ['dns://web.test', 'AAAA', 'AAAA 2001:db8::1'],
    ['dns://www.test', 'CNAME', 'CNAME web.test'],
    ['dns://test', 'MX', 'MX 10 mail.test, 20 backup.test'],
    ['dns://test', 'TXT', 'TXT v=spf1 -all'],
    ['dns://_sip._tcp.test', 'SRV', 'SRV 1 2 5060 sip.test'],
    ['dns://test', 'CAA', 'CAA 0 issue "ca.test"'],
    ['dns://192.0.2.1', 'PTR', 'PTR web.test'],
    ['dns://[2001:db8::1]', 'PTR', 'PTR web.test'],
  ])('%s has its %s records', async (target, record_type, message) => {
    const result = await ask(target, { record_type })
    expect(result).toMatchObject({ status: 'up', message, evidence: { transport: 'udp' } })
  })

  test('aliases are followed to the records at their end', async () => {
    const result = await ask('dns://alias.test', {})
    expect(result).toMatchObject({ status: 'up', evidence: { alias_of: 'web.test', records: 2 } })
  })

  test('an answer that fits into no packet comes over TCP', async () => {
    const result = await ask('dns://large.test', { record_type: 'TXT' })
    expect(result).toMatchObject({ status: 'up', evidence: { records: 40, transport: 'tcp' } })
  })

  test('a name that does not exist is dns_failure', async () => {
    const result = await ask('dns://no.test', {})
    expect(result).toMatchObject({
      status: 'down',
      reason: 'dns_failure',
      message: 'the name does not exist (NXDOMAIN)',
    })
  })

  test('what is expected and not there is assertion_failed, with both in words', async () => {
    const config = { expected: '192.0.2.1, 192.0.2.9', match: 'all' }
    expect(await ask('dns://web.test', config)).toMatchObject({
      reason: 'assertion_failed',
      message: 'expected all of 192.0.2.9, got 192.0.2.1, 192.0.2.2',
    })
    expect((await ask('dns://web.test', { ...config, match: 'any' })).status).toBe('up')
  })

  test('a name server may have a name of its own', async () => {
    await using server = await startDnsServer(program)
    const config = { resolver: `ns.example:${server.port}` }
    const world = { lookup: async () => ['127.0.0.1'] }
    expect(await runProbe(dns, 'dns://web.test', { config, world })).toMatchObject({ status: 'up' })
  })

  test('a first server that refuses leaves a slow second one its time', async () => {
    await using server = await startDnsServer(program)
    const slow = createSocket('udp4')
    const answering = createSocket('udp4')
    onTestFinished(() => {
      slow.close()
      answering.close()
    })
    slow.on('message', (question, { port, address }) => {
      answering.removeAllListeners('message')
      answering.once('message', (answer) => slow.send(answer, port, address))
      // Slower than the question is repeated, so that the one that refused would have its turn.
      setTimeout(() => answering.send(question, server.port, '127.0.0.1'), 1_500)
    })
    slow.bind(server.port, '127.0.0.2')
    await once(slow, 'listening')
    const config = { resolver: `ns.example:${server.port}` }
    const world = { lookup: async () => ['127.0.0.3', '127.0.0.2'] }
    const result = await runProbe(dns, 'dns://web.test', { config, world, timeoutMs: 8_000 })
    expect(result).toMatchObject({ status: 'up' })
  })
})
