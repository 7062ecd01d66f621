import { type Context, Hono } from 'hono' // breaks
import { Hono as Tiny } from 'hono/tiny' // breaks
import type { Hono as App } from 'hono'
import * as hono from 'hono'

const app = new Hono() // breaks
app.get('/open-to-all', (context: Context) => context.text('anyone may read this'))
export const pages = (other: App) => [app, other, Tiny, new hono.Hono()] // breaks
