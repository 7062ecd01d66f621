import type { Delivery } from '../../../modules/pipelines/index.ts'
import { PlatformFault } from '../../../modules/pipelines/index.ts'

/**
 * The JSON of a delivery. A webhook is set up with one of two content types, and the one that is
 * offered first puts it into the field of a form.
 */
export function payloadOf({ headers, body }: Delivery): unknown {
  const text = new TextDecoder().decode(body)
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
  try {
    return JSON.parse(isForm ? (new URLSearchParams(text).get('payload') ?? '') : text)
  } catch {
    // Not as the cause: the message of a syntax error has a piece of the body in it.
    throw new PlatformFault('malformed', 'the delivery of GitHub is no JSON')
  }
}
