/** What the stream would have brought, asked for: for a page that no stream reaches. */
type Pulse = { readonly at: string; readonly t: number; readonly version: string }

type Sync =
  | { readonly kind: 'changes'; readonly markup: string; readonly pulse: Pulse }
  | { readonly kind: 'reset' | 'access' | 'signed-out' | 'failed' }

const syncMs = 8_000

/**
 * @param query as that of the stream: what the page shows.
 * @param since where the page is, as `placeText` writes it.
 */
// biome-ignore lint/correctness/noUnusedVariables: the scripts are one program; live.ts uses it
async function askSync(query: string, since: string): Promise<Sync> {
  const asked = new URLSearchParams(query)
  asked.set('since', since)
  try {
    const response = await fetch(`/partials/sync?${asked}`, {
      headers: { 'HX-Request': 'true' },
      cache: 'no-store',
      signal: AbortSignal.timeout(syncMs),
    })
    if (response.status === 401) return { kind: 'signed-out' }
    if (response.status === 205) {
      return { kind: response.headers.get('Pharos-Reset') === 'access' ? 'access' : 'reset' }
    }
    // What does not say where it leads to is not from Pharos, but from something on the way.
    const pulse = response.headers.get('Pharos-Pulse')
    if (!response.ok || pulse === null) return { kind: 'failed' }
    return { kind: 'changes', markup: await response.text(), pulse: JSON.parse(pulse) }
  } catch {
    return { kind: 'failed' }
  }
}
