import type { Person } from '../house.contract.ts'

/** A message as an `EventSource` would give it. */
export type Message = {
  readonly id: string | null
  readonly event: string | null
  readonly retry: number | null
  readonly data: string
}

export type Tab = AsyncDisposable & {
  readonly response: Response
  /** The next message that is like this; the ones before it are dropped. */
  next(isLike: (message: Message) => boolean): Promise<Message>
  /** The next change of the page. */
  change(): Promise<Message>
  /** The next event of this name. */
  event(name: string): Promise<Message>
  /** Resolves when the server has ended the stream. */
  end(): Promise<void>
}

/** Opens a stream as a page does. */
export async function openTab(
  url: string,
  how: { readonly as?: Person; readonly query?: string; readonly lastEventId?: string } = {},
): Promise<Tab> {
  const closing = new AbortController()
  const response = await fetch(`${url}/stream?${how.query ?? ''}`, {
    signal: closing.signal,
    headers: {
      ...(how.as && { Cookie: how.as.cookie }),
      ...(how.lastEventId && { 'Last-Event-ID': how.lastEventId }),
      'Accept-Encoding': 'br, gzip',
    },
  })
  const messages = read(response)
  const next: Tab['next'] = async (isLike) => {
    for (;;) {
      const { done, value } = await messages.next()
      if (done) throw new Error('the stream has ended')
      if (isLike(value)) return value
    }
  }
  return {
    response,
    next,
    change: () => next(({ event }) => event === null),
    event: (name) => next(({ event }) => event === name),
    async end() {
      while (!(await messages.next()).done);
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
    },
  }
}

async function* read(response: Response): AsyncGenerator<Message, undefined> {
  if (response.body === null) return
  let rest = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) yield parse(block)
  }
}

function parse(block: string): Message {
  const fields = block.split('\n').map((line) => {
    const colon = line.indexOf(': ')
    return [line.slice(0, colon), line.slice(colon + 2)] as const
  })
  const fieldOf = (name: string) => fields.find(([field]) => field === name)?.[1] ?? null
  const data = fields.filter(([field]) => field === 'data').map(([, value]) => value)
  const retry = fieldOf('retry')
  return {
    id: fieldOf('id'),
    event: fieldOf('event'),
    retry: retry === null ? null : Number(retry),
    data: data.join('\n'),
  }
}

/** Where a message changes the page, and how. */
export const targetsOf = ({ data }: Message): string[] =>
  [...data.matchAll(/<hx-partial hx-target="([^"]*)" hx-swap="([^"]*)">/g)].map(
    ([, target, swap]) => `${swap} ${target?.replaceAll('&quot;', '"')}`,
  )
