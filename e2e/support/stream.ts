import type { Client } from './client.ts'

/** The live stream of one tab, as bytes that came. */
export type Stream = Disposable & {
  readonly text: string
  /** Resolves when the server has ended it, or it broke. */
  readonly ended: Promise<void>
}

/** Opens the live stream. Resolves when its head has come; throws when it is refused. */
export async function openStream(client: Client): Promise<Stream> {
  const hangUp = new AbortController()
  const response = await fetch(`${client.url}/stream?t=health,svc&since=0`, {
    headers: { ...client.credential },
    signal: hangUp.signal,
    redirect: 'manual',
  })
  const { body, status } = response
  if (status !== 200 || body === null) throw new Error(`the stream was answered ${status}`)
  let text = ''
  const read = async () => {
    const decoder = new TextDecoder()
    for await (const chunk of body) text += decoder.decode(chunk, { stream: true })
  }
  const ended = read().catch(() => undefined)
  return {
    get text() {
      return text
    },
    ended,
    [Symbol.dispose]: () => hangUp.abort(),
  }
}
