/**
 * The htmx attributes that a template may carry. Everything that evaluates text as code (`hx-on`,
 * trigger filters, `js:` values) is missing on purpose: the pages run without `unsafe-eval`.
 * `hx-status:4xx` is no legal name in TSX, so elements take these by spreading.
 */
export type HxAttributes = {
  readonly 'hx-get'?: string
  readonly 'hx-post'?: string
  readonly 'hx-delete'?: string
  readonly 'hx-target'?: string
  readonly 'hx-swap'?: Swap
  readonly 'hx-trigger'?: string
  readonly 'hx-sync'?: string
  readonly 'hx-confirm'?: string
  readonly 'hx-disable'?: string
  readonly 'hx-indicator'?: string
  readonly 'hx-include'?: string
  readonly 'hx-morph-skip'?: true
  readonly 'hx-ignore'?: true
  readonly 'hx-sse:connect'?: string
  readonly 'hx-sse:close'?: string
  readonly [status: `hx-status:${string}`]: string
}

export type Swap =
  | 'outerMorph'
  | 'outerHTML'
  | 'innerHTML'
  | 'beforeend'
  | 'afterbegin'
  | 'delete'
  | 'none'

export const hx = (attributes: HxAttributes): HxAttributes => attributes

/** A refused request says so in the corner of the page and leaves its target alone. */
export const refusedAside = { 'hx-status:4xx': 'target:#toasts swap:beforeend' } as const
