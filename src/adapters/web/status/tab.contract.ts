import { type IncomingHttpHeaders, request } from 'node:http'

/** A tab of the public page that keeps all that its stream says. */
export type Tab = AsyncDisposable & {
  readonly headers: IncomingHttpHeaders
  text(): string
  readonly ended: Promise<void>
}

export function listenTo(origin: string, path: string): Promise<Tab> {
  return new Promise((resolve, reject) => {
    const asked = request(`${origin}${path}`, { agent: false }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (piece: string) => {
        text += piece
      })
      const ended = new Promise<void>((over) => answer.on('close', () => over()))
      answer.on('error', () => {})
      resolve({
        headers: answer.headers,
        text: () => text,
        ended,
        async [Symbol.asyncDispose]() {
          asked.destroy()
          await ended
        },
      })
    })
    asked.on('error', reject)
    asked.end()
  })
}
