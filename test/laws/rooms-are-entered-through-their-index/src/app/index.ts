import { openHttp } from '../adapters/probes/http/index.ts'
import { socket } from '../adapters/probes/socket.ts' // breaks
import { systemClock } from '../kernel/clock.ts' // breaks
import { judge } from '../modules/checks/judge.ts' // breaks

export const createApp = () => [openHttp, socket, systemClock, judge]
