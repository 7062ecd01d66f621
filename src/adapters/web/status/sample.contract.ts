import type { ServiceId } from '../../../kernel/index.ts'
import { noCounts, type PublicService, type Snapshot } from './golden.ts'

/** A public service that is fine, with what a test says of it. */
export const publicService = (differs: Partial<PublicService> = {}): PublicService => ({
  id: 12 as ServiceId,
  name: 'api',
  group: 'public',
  state: 'up',
  since: 1_790_000_000_000,
  recent: 'uuud',
  uptime: null,
  ...differs,
})

/** A snapshot of these services, counted. */
export function snapshotWith(
  services: readonly PublicService[],
  differs: Partial<Snapshot> = {},
): Snapshot {
  const counts = { ...noCounts }
  for (const { state } of services) counts[state] += 1
  return {
    title: 'Example',
    asOf: 1_790_000_100_000,
    stale: false,
    counts,
    services: [...services],
    windows: [],
    changes: [],
    ...differs,
  }
}

/** Names that want to be more than text. */
export const hostileNames = [
  '<script>alert(1)</script>',
  '</text><script>alert(1)</script>',
  '</title></svg><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onload='alert(1)",
  '" hx-get="/evil" hx-trigger="load',
  '" hx-on:load="alert(1)',
  'javascript:alert(1)',
  ']]><!ENTITY x "y">',
  '<?xml version="1.0"?><!DOCTYPE x>',
  '&#60;script&#62;',
  '&lt;b&gt;',
  '<!--',
  'a\r\ndata: <b>\nid: 9\n\nevent: bye',
  'a\u0000b\u0007c\u001bd\u007f\uffff\ufffe',
  '\ud800 alone',
  '\u202eright to left',
  'x'.repeat(5_000),
]

/** Tags with the names of their attributes: what a parser makes of the text, without the text. */
export function structureOf(markup: string): string[] {
  return [
    ...markup.matchAll(/<([/?!]?[a-z][\w:-]*)((?:\s+[^\s=>"/]+(?:="[^"]*")?)*)\s*[/?]?>/gi),
  ].map(([, tag, attributes = '']) =>
    [tag, ...[...attributes.matchAll(/\s+([^\s=>"/]+)(?:="[^"]*")?/g)].map(([, n]) => n)].join(' '),
  )
}
