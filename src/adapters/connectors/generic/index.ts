/** Any system that can post JSON: it tells us of its runs and deployments, and is never asked. */
export { generic } from './generic.ts'
