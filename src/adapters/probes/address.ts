import { plainTarget, refusedTarget } from './target-text.ts'

/** Where a target leads: what a URL of a scheme that `URL` knows nothing of says. */
export type Address = {
  /** As `URL` writes it: `smtp:`. */
  readonly scheme: string
  readonly hostname: string
  readonly port: number
  /** Without the slash before it, decoded; empty where there is none. */
  readonly path: string
}

export type AddressForm = {
  /** The schemes, and the port of each one that names none. */
  readonly ports: Readonly<Record<string, number>>
  /** What the path may be. Without it there is none. */
  readonly path?: { readonly form: RegExp; readonly message: string }
  /** What a target looks like, for who typed another: `smtp://host:port`. */
  readonly example: string
}

const shape =
  /^([a-z][a-z0-9+.-]*:)\/\/(?:([^/?#]*)@)?(\[[^\]]*\]|[^\s:/?#@[\]]+)(?::(\d{1,5}))?(?:\/([^?#]*))?$/i

/**
 * `URL` normalises hosts (127.1, IDN) of the schemes it knows only.
 * @returns a name or an IP address, IPv6 in brackets
 */
export function hostOf(text: string): string {
  const hostname = URL.parse(`http://${text}/`)?.hostname
  if (!hostname) throw refusedTarget('has no valid host')
  return hostname
}

/** Throws a `Refusal` at the field `url`. */
export function parseAddress(target: string, form: AddressForm): Address {
  const [, scheme = '', user, host, digits, rest = ''] = shape.exec(plainTarget(target)) ?? []
  const preset = form.ports[scheme.toLowerCase()]
  if (host === undefined || preset === undefined)
    throw refusedTarget(`must look like ${form.example}`)
  if (user !== undefined) {
    throw refusedTarget('must not contain a user name or password: everyone who sees it has them')
  }
  const port = digits === undefined ? preset : Number(digits)
  if (port < 1 || port > 65_535) throw refusedTarget('must have a port from 1 to 65535')
  const path = decoded(rest)
  if (path !== '' && !form.path?.form.test(path)) {
    throw refusedTarget(form.path?.message ?? 'must not have a path')
  }
  return { scheme: scheme.toLowerCase(), hostname: hostOf(host), port, path }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    throw refusedTarget('has a percent sign that encodes nothing')
  }
}

/** The target as it is kept. The port is always there, so that it does not depend on a default. */
export const addressText = ({ scheme, hostname, port, path }: Address): string =>
  `${scheme}//${hostname}:${port}${path === '' ? '' : `/${encodeURIComponent(path)}`}`
