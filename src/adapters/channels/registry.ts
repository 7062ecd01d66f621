import type { ChannelKind } from './kind.ts'
import { slack } from './slack/index.ts'
import { smtp } from './smtp/index.ts'
import { webhook } from './webhook/index.ts'

/** Every channel of this build. A new one is its folder and a line here. */
export const channels = [webhook, smtp, slack] as const satisfies readonly ChannelKind[]
