import { openHttp } from '../../adapters/probes/http/index.ts' // breaks

export const judge = () => openHttp
