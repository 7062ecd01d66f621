import { type ProbeFacts, running } from '../conformance.contract.ts'
import { icmp } from './index.ts'

export const facts: ProbeFacts = {
  kind: icmp,
  engine: 'ping',
  start: async () => running({ target: 'icmp://127.0.0.1', config: {} }, () => {}),
  at: (host) => ({ target: `icmp://${host}`, config: {} }),
  transport: 'udp',
  // A host answers, or it does not: there are no ports, no connections and no text.
  findings: {},
  wrong: { packets: 0, max_loss: 100, max_rtt: -1 },
  secrets: {},
}
