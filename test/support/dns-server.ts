import { freePort, type Started, startProgram } from './program.ts'

export type DnsServer = Started & { readonly port: number }

/** The records of `test.`: it has them all by itself, and says NXDOMAIN of every other name there. */
const records = [
  'local=/test/',
  'host-record=web.test,192.0.2.1,2001:db8::1',
  'host-record=web.test,192.0.2.2',
  'cname=www.test,web.test',
  'cname=alias.test,www.test',
  'mx-host=test,mail.test,10',
  'mx-host=test,backup.test,20',
  'txt-record=test,v=spf1 -all',
  'srv-host=_sip._tcp.test,sip.test,5060,1,2',
  'ptr-record=1.2.0.192.in-addr.arpa,web.test',
  'ptr-record=1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa,web.test',
  // CAA: flags 0, issue, "ca.test".
  'dns-rr=test,257,0005697373756563612e74657374',
  ...Array.from({ length: 40 }, (_, i) => `txt-record=large.test,${String(i).padStart(100, 'x')}`),
]

/** Starts dnsmasq on loopback. `program` is the address of the engine `dnsmasq`. */
export async function startDnsServer(program: string): Promise<DnsServer> {
  const port = await freePort()
  const settings = [
    'keep-in-foreground',
    'log-facility=-',
    'conf-file=/dev/null',
    'pid-file=',
    'no-resolv',
    'no-hosts',
    'bind-interfaces',
    'listen-address=127.0.0.1',
    'local-ttl=60',
    'log-queries',
    `port=${port}`,
    ...records,
  ]
  const args = settings.map((setting) => `--${setting}`)
  return { ...(await startProgram(program, { args, ready: /started, version/ })), port }
}
