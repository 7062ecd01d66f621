import { expect, test } from 'vitest'
import { describeWith } from '../../../../test/support/engines.ts'
import { Refusal } from '../../../kernel/index.ts'
import { runProbe } from '../world.contract.ts'
import { icmp } from './index.ts'
import { createTally, failureOf } from './output.ts'

describeWith('ping', 'the icmp probe, with the system’s ping', () => {
  test('a host that answers is up, and its time is the round trip', async () => {
    const result = await runProbe(icmp, 'icmp://127.0.0.1', { config: { packets: 2 } })
    expect(result).toMatchObject({
      status: 'up',
      evidence: { address: '127.0.0.1', sent: 2, received: 2, loss_percent: 0 },
    })
    expect(result.message).toMatch(/^2 of 2 replies, [\d.]+ ms$/)
    // The packets went out 200 ms apart.
    expect(result.phases.totalMs).toBeLessThan(100)
    expect(result.phases.totalMs).toBe(result.evidence.rtt_avg_ms)
  })

  test('packets that its time was too short for are not lost', async () => {
    const config = { packets: 10, max_loss: 0 }
    const result = await runProbe(icmp, 'icmp://127.0.0.1', { config, timeoutMs: 1_000 })
    expect(result).toMatchObject({ status: 'up', evidence: { loss_percent: 0 } })
    const { sent } = result.evidence
    expect(sent).toBeLessThan(10)
    expect(result.message).toMatch(
      /^(\d) of \1 replies, [\d.]+ ms; the timeout was too short for 10 packets$/,
    )
  })

  test('a timeout that all packets fit into says nothing of it', async () => {
    const config = { packets: 4, max_loss: 0 }
    const result = await runProbe(icmp, 'icmp://127.0.0.1', { config, timeoutMs: 1_500 })
    expect(result.message).toMatch(/^4 of 4 replies, [\d.]+ ms$/)
  })

  test('IPv6 goes the same way', async () => {
    const result = await runProbe(icmp, 'icmp://[::1]', { config: { packets: 1 } })
    expect(result.evidence.address).toBe('::1')
  })

  test('an address that looks like an option of ping is none', async () => {
    const world = { lookup: async () => ['-f'] }
    const result = await runProbe(icmp, 'icmp://sly.example', { world, timeoutMs: 500 })
    expect(result.status).toBe('down')
  })
})

const lines = (text: string): string[] => text.split('\n')

test.each([
  ['iputils', '64 bytes from 192.0.2.1: icmp_seq=1 ttl=64 time=0.045 ms', 0.045],
  ['BusyBox', '64 bytes from 192.0.2.1: seq=0 ttl=64 time=1.234 ms', 1.234],
  ['IPv6', '64 bytes from 2001:db8::1: icmp_seq=1 ttl=64 time=12.0 ms', 12],
  ['a quick one', '64 bytes from 192.0.2.1: icmp_seq=1 ttl=64 time<1 ms', 1],
])('a reply as %s prints it', (_program, line, rtt) => {
  const tally = createTally()
  for (const one of lines(`PING …\n${line}`)) tally.hear(one)
  expect(tally.rttsMs).toEqual([rtt])
})

test('a reply that came twice counts once', () => {
  const tally = createTally()
  tally.hear('64 bytes from 192.0.2.1: icmp_seq=1 ttl=64 time=1 ms')
  tally.hear('64 bytes from 192.0.2.1: icmp_seq=1 ttl=64 time=2 ms (DUP!)')
  expect(tally.rttsMs).toEqual([1])
})

test.each([
  [
    'ping: socktype: SOCK_RAW\nping: socket: Operation not permitted',
    'unsupported',
    /^unsupported here/,
  ],
  ['From 192.0.2.9 icmp_seq=1 Destination Host Unreachable', 'unreachable', /^Destination Host/],
  ['ping: connect: Network is unreachable', 'unreachable', /^Network is unreachable/],
  ['ping: connect: No route to host', 'unreachable', /^No route/],
])('%j has its reason', (output, reason, message) => {
  const failure = failureOf(output)
  expect(failure?.reason).toBe(reason)
  expect(failure?.message).toMatch(message)
})

test('a target is a host alone', () => {
  expect(icmp.parse('icmp://Host.Example/')).toBe('icmp://host.example')
  expect(icmp.parse('icmp://127.1')).toBe('icmp://127.0.0.1')
})

test.each(['icmp://', 'icmp://host/x', 'icmp://a b', 'ping://host'])('S6 %j is refused', (text) => {
  expect(() => icmp.parse(text)).toThrow(Refusal)
})
