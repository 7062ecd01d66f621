/** What the page of the document loads. `file` is its path from this wing's folder. */
export const assets = [
  { path: '/api/docs/docs.css', type: 'text/css; charset=utf-8', file: 'docs/assets/docs.css' },
  {
    path: '/api/docs/docs.js',
    type: 'text/javascript; charset=utf-8',
    file: 'docs/assets/docs.js',
  },
] as const
