import type { ProbeKind } from '../kind.ts'
import { parseHttpUrl } from '../target-url.ts'
import { httpConfig } from './config.ts'
import { openHttp } from './probe.ts'

export const http: ProbeKind = {
  type: 'http',
  title: 'HTTP',
  schemes: ['http:', 'https:'],
  config: httpConfig,
  parse: (target) => parseHttpUrl(target).href,
  open: openHttp,
}
