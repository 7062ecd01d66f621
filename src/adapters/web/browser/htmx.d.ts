// What these scripts use of htmx 4.0.1, from its source: the documentation names some events otherwise.

type SwapTask = { fragment?: DocumentFragment; target: Element | string | null }

type HtmxExtension = {
  init?(api: { initSecurity(policy: unknown): void }): void
  htmx_before_swap?(element: Element, detail: { tasks: SwapTask[] }): void
  /** @returns `false` to leave the old one, and all that is in it, as it is. */
  htmx_before_morph_node?(element: Element, detail: { oldNode: Element; newNode: Element }): boolean
}

declare const htmx: {
  registerExtension(name: string, extension: HtmxExtension): void
  swap(ctx: { sourceElement: Element; target: Element; text: string; swap: string }): Promise<void>
}

type SseConnection = {
  /** Only while messages are read. */
  reader: { cancel(): void } | null
  /** Only while it waits before it connects again. */
  delayCanceller: (() => void) | null
  /** Sent with the next request, read after the wait. */
  lastEventId: string
  /** Milliseconds; the wait doubles from the first to the second. Read before each wait. */
  config: { reconnectDelay: number; reconnectMaxDelay: number }
  attempt: number
}

/** `detail` of `htmx:sse:*` events. */
type SseDetail = {
  connection: SseConnection
  reason?: string
  status?: number
  /** Of `before:message`: whether to leave the message out. */
  cancelled?: boolean
  message?: { data: string; event: string; id: string }
}
