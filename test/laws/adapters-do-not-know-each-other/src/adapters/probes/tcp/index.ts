import { openHttp } from '../http/index.ts' // breaks
import { socket } from '../socket.ts'

export const openTcp = [openHttp, socket]
