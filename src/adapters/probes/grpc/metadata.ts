/** Metadata as a user types it: `name: value`, with line breaks or semicolons between. */
export type Metadata = readonly (readonly [name: string, value: string])[]

/**
 * https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, Custom-Metadata. Names that begin
 * with `grpc-` and those of the call itself are not for users.
 */
const entry = /^([0-9a-z_.-]{1,100}):[ \t]*([\x20-\x7e]{1,2000}?)[ \t]*$/
const reserved = /^(?:grpc-.*|te|content-type|user-agent|host|connection)$/

/** `null` where the text is no metadata. */
export function parseMetadata(text: string): Metadata | null {
  const found: (readonly [string, string])[] = []
  for (const part of text.split(/[\r\n;]+/).map((piece) => piece.trim())) {
    if (part === '') continue
    const [, name, value] = entry.exec(part) ?? []
    if (name === undefined || value === undefined || reserved.test(name)) return null
    found.push([name, value])
  }
  return found.length <= 20 ? found : null
}
