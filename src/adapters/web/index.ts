/** Web: pages, fragments and the live stream, drawn on the server. */
export type { Handler, HttpContext, WebRoute, Wing } from './http.ts'
export type { About, Program, Setting } from './program.ts'
export type { Web, WebOptions } from './web.ts'
export { createWeb } from './web.ts'
