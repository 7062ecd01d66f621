import { dns } from './dns/index.ts'
import { group } from './group/index.ts'
import { grpc } from './grpc/index.ts'
import { heartbeat } from './heartbeat/index.ts'
import { http } from './http/index.ts'
import { icmp } from './icmp/index.ts'
import type { ProbeKind } from './kind.ts'
import { postgres } from './postgres/index.ts'
import { redis } from './redis/index.ts'
import { smtp } from './smtp/index.ts'
import { ssh } from './ssh/index.ts'
import { tcp } from './tcp/index.ts'
import { tls } from './tls/index.ts'
import { websocket } from './websocket/index.ts'

/** Every probe of this build. A new one is its folder and a line here. */
export const probes = [
  http,
  tcp,
  tls,
  dns,
  icmp,
  grpc,
  websocket,
  smtp,
  ssh,
  postgres,
  redis,
  heartbeat,
  group,
] as const satisfies readonly ProbeKind[]
