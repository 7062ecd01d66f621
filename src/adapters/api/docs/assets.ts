import { readFileSync } from 'node:fs'

const read = (name: string): string =>
  readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8')

/** What the page of the document loads. */
export const assets = [
  { path: '/api/docs/docs.css', type: 'text/css; charset=utf-8', read: () => read('docs.css') },
  {
    path: '/api/docs/docs.js',
    type: 'text/javascript; charset=utf-8',
    read: () => read('docs.js'),
  },
] as const
