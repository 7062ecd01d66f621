import type { Handler, Hono } from 'hono'
import { html } from 'hono/html'

export const pages = (handler: Handler, app: Hono) => [html, handler, app] as const
