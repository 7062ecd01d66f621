import type { HttpContext, WebRoute } from '../http.ts'
import { encodingOf, hardened } from '../respond.ts'
import type { Asset, Assets } from './read-assets.ts'

/** The name has the hash of the content in it, so a browser may keep it as long as it likes. */
const forEver = 'public, max-age=31536000, immutable'

export function assetRoutes(assets: Assets): WebRoute[] {
  return Object.values(assets).map((asset) => ({
    method: 'GET',
    path: asset.path,
    access: 'public',
    handler: (c) => serve(asset, c),
  }))
}

async function serve(asset: Asset, c: HttpContext): Promise<Response> {
  const encoding = encodingOf(c)
  const body = encoding === null ? asset.body : (await asset.packed)[encoding]
  return new Response(Buffer.from(body), {
    headers: hardened({
      'Content-Type': asset.type,
      'Cache-Control': forEver,
      Vary: 'Accept-Encoding',
      ...(encoding === null ? {} : { 'Content-Encoding': encoding }),
    }),
  })
}
