export { openHttp as openProbe } from './http/index.ts'
