import { generateKeyPairSync, sign } from 'node:crypto'

/** What a test server presents in its TLS handshake. */
export type Certificate = { readonly key: string; readonly cert: string }

type Wish = {
  readonly commonName: string
  /** DNS names and IPv4 addresses. */
  readonly names: readonly string[]
  readonly notBefore: Date
  readonly notAfter: Date
}

/** One ASN.1 element in DER, ITU-T X.690. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  const size = body.length
  if (size < 128) return Buffer.concat([Buffer.from([tag, size]), body])
  const digits = Buffer.from(size.toString(16).padStart(8, '0'), 'hex')
  const length = digits.subarray(digits.findIndex((byte) => byte > 0))
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body])
}

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts)
const objectId = { commonName: '550403', subjectAltName: '551d11', ecdsaSha256: '2a8648ce3d040302' }
const oid = (name: keyof typeof objectId): Buffer => der(0x06, bytes(objectId[name]))

const time = (at: Date): Buffer =>
  der(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]|\.\d+Z/g, '')}Z`))

const distinguished = (commonName: string): Buffer =>
  sequence(der(0x31, sequence(oid('commonName'), der(0x0c, Buffer.from(commonName)))))

const generalName = (name: string): Buffer =>
  /^[\d.]+$/.test(name)
    ? der(0x87, Buffer.from(name.split('.').map(Number)))
    : der(0x82, Buffer.from(name))

/** A self-signed X.509 certificate (RFC 5280) over a new P-256 key. */
export function makeCertificate(wish: Partial<Wish> = {}): Certificate {
  const { commonName = 'localhost', names = ['localhost', '127.0.0.1'] } = wish
  const now = Date.now()
  const { notBefore = new Date(now - 86_400_000), notAfter = new Date(now + 10 * 86_400_000) } =
    wish
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = sequence(oid('ecdsaSha256'))
  const subjectAltName = sequence(
    oid('subjectAltName'),
    der(0x04, sequence(...names.map(generalName))),
  )
  const toBeSigned = sequence(
    der(0xa0, der(0x02, bytes('02'))),
    der(0x02, bytes('01')),
    algorithm,
    distinguished(commonName),
    sequence(time(notBefore), time(notAfter)),
    distinguished(commonName),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(subjectAltName)),
  )
  const signature = der(0x03, bytes('00'), sign('sha256', toBeSigned, privateKey))
  const certificate = sequence(toBeSigned, algorithm, signature)
  const lines = certificate.toString('base64').replace(/.{64}/g, '$&\n')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  }
}
