import type { Probe } from '../../../modules/checks/index.ts'
import { socket } from '../socket.ts'

export const openHttp = (probe: Probe) => [probe, socket(), Date.now()] as const
