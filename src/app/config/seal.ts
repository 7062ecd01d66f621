import { Secret } from '../../kernel/index.ts'
import { mask } from './fields.ts'
import { isMapping, type Mapping } from './tree.ts'

const secretWord =
  /(^|[_.-])(token|secret|password|passwd|passphrase|pass|pwd|auth|authorization|credentials?|cookie|sig|signature|key)($|[_.-])|apikey/i

/** Whether a key, a header or a query parameter of this name usually holds a secret. */
const isSecretName = (name: string): boolean =>
  secretWord.test(name.replace(/([a-z])([A-Z])/g, '$1_$2'))

/** Below these every text may be a secret. */
const secretParts = new Set(['headers', 'http_headers', 'body', 'params'])

/**
 * Settings that a room has not read yet, with `Secret` in place of every text that may be one: by the
 * name of its key, by a password in an address, or because it came out of a variable.
 */
export function seal(value: unknown, path: string, texts: ReadonlySet<string>): unknown {
  const key = path.slice(path.lastIndexOf('.') + 1)
  if (Array.isArray(value)) return value.map((item, index) => seal(item, `${path}.${index}`, texts))
  if (isMapping(value)) {
    const sealAll = secretParts.has(key)
    const entries = Object.entries(value).map(([name, inner]): [string, unknown] => {
      const hide = sealAll || isSecretName(name) || secretParts.has(name)
      return [name, hide ? hideAll(inner) : seal(inner, `${path}.${name}`, texts)]
    })
    return Object.fromEntries(entries)
  }
  if (typeof value !== 'string') return value
  return texts.has(path) || maskUrl(value) !== value ? new Secret(value) : value
}

function hideAll(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hideAll)
  if (isMapping(value)) {
    const entries = Object.entries(value).map(([name, inner]) => [name, hideAll(inner)])
    return Object.fromEntries(entries) as Mapping
  }
  return typeof value === 'string' || typeof value === 'number' ? new Secret(String(value)) : value
}

/**
 * An address with its password hidden, and what its query calls a secret. Text that is no address
 * comes back as it is, except where it looks like one that nobody could take apart.
 */
export function maskUrl(text: string): string {
  const match = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#\\]*)(.*)$/is.exec(text)
  if (match === null) return text.includes('@') && text.includes(':') ? mask : text
  const [, scheme = '', authority = '', rest = ''] = match
  const url = URL.parse(text)
  const at = authority.lastIndexOf('@')
  if (url === null || (at === -1 && `${url.username}${url.password}` !== '')) {
    return text.includes('@') ? mask : text
  }
  return `${scheme}${maskUser(authority.slice(0, at + 1), url)}${authority.slice(at + 1)}${maskQuery(rest)}`
}

/** Over HTTP a user name without a password is a token. */
function maskUser(user: string, url: URL): string {
  if (user.includes(':')) return `${user.slice(0, user.indexOf(':'))}:${mask}@`
  return user !== '' && /^https?:$/.test(url.protocol) ? `${mask}@` : user
}

const maskQuery = (text: string): string =>
  text.replace(/([?&#;])([^=&#;]*)=([^&#;]+)/g, (whole, mark: string, name: string) =>
    isSecretName(name) ? `${mark}${name}=${mask}` : whole,
  )
