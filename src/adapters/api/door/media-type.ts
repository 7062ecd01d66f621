import { Refusal } from '../../../kernel/index.ts'

/** `application/json`, or a format on top of it (RFC 6839, 3.1), with the parameters after it. */
const json = /^application\/(?:json|[\w!#$&^.+-]+\+json)\s*(;.*)?$/i

/**
 * Lets JSON in UTF-8 through (RFC 8259, 8.1) and refuses anything else, so that no body is read as
 * something that it is not, and no plain form of a foreign page gets in as JSON.
 */
export function requireJson(headers: {
  readonly contentType: string | undefined
  readonly contentEncoding: string | undefined
}): void {
  const { contentType, contentEncoding } = headers
  if (contentType === undefined) {
    throw new Refusal('unsupported_media_type', 'Send the body as Content-Type: application/json')
  }
  const match = json.exec(contentType)
  if (match === null) {
    throw new Refusal('unsupported_media_type', 'Only application/json is understood here')
  }
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(match[1] ?? '')?.[1]
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    throw new Refusal('unsupported_media_type', 'JSON is UTF-8; no other charset is understood')
  }
  refuseEncoded(contentEncoding)
}

/** A body that is packed could unpack to any size. */
export function refuseEncoded(contentEncoding: string | undefined): void {
  if (contentEncoding === undefined || /^identity$/i.test(contentEncoding.trim())) return
  throw new Refusal('unsupported_media_type', 'Send the body without Content-Encoding')
}
