// What these scripts use of htmx 4.0.1, from its source: the documentation names some events otherwise.

type SwapTask = { fragment?: DocumentFragment; target: Element | string | null }

type HtmxExtension = {
  init?(api: { initSecurity(policy: unknown): void }): void
  htmx_before_swap?(element: Element, detail: { tasks: SwapTask[] }): void
}

declare const htmx: {
  registerExtension(name: string, extension: HtmxExtension): void
}

/** `detail` of `htmx:sse:*` events. */
type SseDetail = {
  connection: { reader: { cancel(): void } | null; attempt: number }
  reason?: string
  status?: number
}
