/** The fields of the first form of a page that has this action, as a browser would send them. */
export function formOf(page: string, action: string): Record<string, string> {
  const start = page.indexOf(`action="${action}"`)
  const form = start < 0 ? '' : page.slice(start, page.indexOf('</form>', start))
  const sent: [string, string][] = []
  for (const [tag, , name = ''] of form.matchAll(
    /<(input|select|textarea)\b[^>]*?\sname="([^"]*)"[^>]*>/g,
  )) {
    const value = sentText(form, tag)
    if (value !== null) sent.push([name, value])
  }
  return Object.fromEntries(sent)
}

function sentText(form: string, tag: string): string | null {
  const attribute = (name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  const rest = form.slice(form.indexOf(tag) + tag.length)
  if (tag.startsWith('<textarea')) return plain(rest.slice(0, rest.indexOf('</textarea>')))
  if (tag.startsWith('<select')) {
    const options = rest.slice(0, rest.indexOf('</select>'))
    const chosen =
      /<option value="([^"]*)" selected/.exec(options) ?? /value="([^"]*)"/.exec(options)
    return plain(chosen?.[1] ?? '')
  }
  if (attribute('type') === 'checkbox' && !/\schecked\b/.test(tag)) return null
  return plain(attribute('value') ?? '')
}

const entities: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
}

const plain = (text: string): string =>
  text.replace(/&(?:quot|#39|lt|gt|amp);/g, (entity) => entities[entity] ?? entity)
