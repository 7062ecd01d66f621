import type { ChannelKind } from './kind.ts'

/** Every channel of this build. A new one is its folder and a line here. */
export const channels = [] as const satisfies readonly ChannelKind[]
