// The few globals of the platform that the inside may use: pure values, no time, no I/O, no chance.
// `tsconfig.domain.json` compiles the kernel and the modules without any ambient types but these.

type URL = {
  readonly href: string
  readonly protocol: string
  readonly username: string
  readonly password: string
  readonly hostname: string
  readonly host: string
  readonly port: string
  readonly pathname: string
  readonly search: string
  readonly hash: string
}
declare var URL: {
  new (url: string, base?: string): URL
  parse(url: string, base?: string): URL | null
}

type AbortSignal = {
  readonly aborted: boolean
  readonly reason: unknown
  throwIfAborted(): void
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

type AbortController = {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
}
declare var AbortController: { new (): AbortController }
