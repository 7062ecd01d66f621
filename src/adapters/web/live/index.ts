/** The live stream: one a tab, drawn from the board by the same fragments as the pages. */
export type { Hub, HubOptions } from './hub.ts'
export { createHub } from './hub.ts'
export type { Position } from './position.ts'
export { exactly, parsePosition, positionText } from './position.ts'
export type { Standing } from './recheck.ts'
export type { ListTopic, Topics } from './topics.ts'
export { parseTopics, topicsText } from './topics.ts'
export { farewell } from './writer.ts'
