import { probeContract } from './http.contract.ts' // breaks

export const openHttp = [probeContract, import('./http.test.ts')] // breaks
