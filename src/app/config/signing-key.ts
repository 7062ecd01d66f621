const leastBytes = 32

/** Whole keys that tutorials and templates print, in lower case and without punctuation. */
const samples = new Set([
  'secret',
  'password',
  'default',
  'test',
  'qwertyuiopasdfghjklzxcvbnm123456',
  'astringsecretatleast256bitslong',
])
/** Parts of such keys. No random key holds one: the shortest has a chance of 1 in 10^10. */
const samplePhrases = [
  'changeme',
  'changethis',
  'changeinproduction',
  'donotuse',
  'insertsecret',
  'jwtsecret',
  'mysecret',
  'placeholder',
  'replaceme',
  'replacethis',
  'secretkey',
  'supersecret',
  'thisisasecret',
  'topsecret',
  'yoursecret',
  'your256bit',
  'yourjwt',
]

/**
 * Why nobody should sign with this key, or `null` when nothing speaks against it. HS256 wants a key
 * of at least 256 bits.
 * @see https://www.rfc-editor.org/rfc/rfc7518#section-3.2
 */
export function weakness(key: string): string | null {
  const letters = key.toLowerCase().replace(/[^a-z0-9]/g, '')
  if (samples.has(letters) || samplePhrases.some((phrase) => letters.includes(phrase))) {
    return 'is a well-known sample'
  }
  const bytes = new TextEncoder().encode(key).length
  if (bytes < leastBytes) return `has ${bytes} bytes where ${leastBytes} are needed`
  if (repeats(key)) return 'repeats the same characters'
  if (new Set(key).size < 8) return 'uses fewer than 8 different characters'
  return isSequence(key) ? 'is a sequence of neighbouring characters' : null
}

/** A text that is a shorter one again and again, as far as it goes. */
const repeats = (text: string): boolean => {
  for (let period = 1; period <= text.length / 2; period++) {
    if (text.startsWith(text.slice(period))) return true
  }
  return false
}

/** `abcdefgh…`, `12345678…`: three quarters of the characters follow the one before. */
function isSequence(text: string): boolean {
  let steps = 0
  for (let i = 1; i < text.length; i++) {
    if (Math.abs(text.charCodeAt(i) - text.charCodeAt(i - 1)) <= 1) steps++
  }
  return steps >= (text.length - 1) * 0.75
}
