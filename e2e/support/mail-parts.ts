/** A mail as its reader has it: the headers unfolded, the two bodies decoded. */
export type MailParts = {
  header(name: string): string
  readonly text: string
  readonly html: string
}

type Entity = { readonly headers: ReadonlyMap<string, string>; readonly body: string }

/** Takes a mail of one level of parts apart, as these suites get it (RFC 2045, RFC 2046). */
export function partsOf(data: string): MailParts {
  const mail = entityOf(data)
  const parts = childrenOf(mail).map((child) => ({
    type: child.headers.get('content-type') ?? '',
    body: decoded(child),
  }))
  const bodyOf = (type: string): string => {
    const part = parts.find((one) => one.type.startsWith(type))
    if (part === undefined) throw new Error(`the mail has no ${type}`)
    return part.body
  }
  return {
    header: (name) => mail.headers.get(name.toLowerCase()) ?? '',
    text: bodyOf('text/plain'),
    html: bodyOf('text/html'),
  }
}

function entityOf(data: string): Entity {
  const [head = '', ...rest] = data.replaceAll('\r\n', '\n').split('\n\n')
  const lines = head.replace(/\n[ \t]+/g, ' ').split('\n')
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  return { headers: new Map(headers), body: rest.join('\n\n') }
}

function childrenOf(mail: Entity): readonly Entity[] {
  const boundary = /boundary="?([^";]+)/.exec(mail.headers.get('content-type') ?? '')?.[1]
  if (boundary === undefined) return [mail]
  return `\n${mail.body}`
    .split(`\n--${boundary}`)
    .slice(1, -1)
    .map((part) => entityOf(part.replace(/^\n/, '')))
}

function decoded({ headers, body }: Entity): string {
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase()
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString()
  if (encoding !== 'quoted-printable') return body
  const bytes = body
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}
