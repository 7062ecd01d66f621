/** Scripts, styles and pictures, and the addresses they are served under. */
export type { Asset, Assets, ReadFile } from './read-assets.ts'
export { readAssets } from './read-assets.ts'
export { assetRoutes } from './routes.ts'
