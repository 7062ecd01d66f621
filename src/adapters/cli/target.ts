/**
 * A target as people type it. `example.com` means https, `db:5432` a TCP port; with a path after the
 * port it is https again. Whatever has a scheme is left as it is.
 */
export function withScheme(target: string): string {
  const text = target.trim()
  if (text === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text
  if (/^[0-9a-f:]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text)) return `https://[${text}]`
  return /^(?:\[[^\]]*\]|[^:/?#]+):\d+\/?$/.test(text) ? `tcp://${text}` : `https://${text}`
}
