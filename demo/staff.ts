import type { Premise } from './premises.ts'

/** Whoever looks at the demonstration logs in as this. It is on loopback and goes with its folder. */
export const visitor = { email: 'demo@example.com', password: 'fresh bread' }

type Json = Readonly<Record<string, unknown>>
type Headers = Readonly<Record<string, string>>

/** The people of the company, who use what everybody can use: the REST interface. */
export async function hire(url: string) {
  const post = posterTo(url)
  await post('/api/v1/auth/register', visitor)
  const { token } = await post('/api/v1/auth/login', visitor)
  const headers = { Authorization: `Bearer ${token}` }
  return {
    async watch({ place, url: target }: Premise, intervalSeconds: number): Promise<void> {
      const draft = {
        name: place.name,
        url: target,
        check_interval: intervalSeconds,
        tags: place.tags,
        paused: place.paused ?? false,
        ...(place.degradedAboveMs && { degraded_above_ms: place.degradedAboveMs }),
      }
      await post('/api/v1/services', draft, headers)
    },
  }
}

export type Staff = Awaited<ReturnType<typeof hire>>

const posterTo =
  (url: string) =>
  async (path: string, body: Json, headers: Headers = {}): Promise<Json> => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`POST ${path} was answered ${response.status}: ${text}`)
    return JSON.parse(text) as Json
  }
