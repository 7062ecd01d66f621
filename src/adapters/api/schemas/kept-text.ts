/** A stranger's bytes as text that every store holds: what is no UTF-8 is marked as such. */
export const keptText = (bytes: Uint8Array): string =>
  // `stream` leaves out a character that the cut went through.
  new TextDecoder('utf-8').decode(bytes, { stream: true }).replaceAll('\0', '\ufffd')
