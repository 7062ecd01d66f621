import { Hono } from 'hono'
import { WebSocketServer } from 'ws'
import { openProbe } from '../adapters/probes/index.ts'
import { openStore } from '../adapters/stores/sql/index.ts'
import { pages } from '../adapters/web/index.ts'
import { systemClock } from '../kernel/index.ts'
import { judge } from '../modules/checks/index.ts'

export const createApp = (env: unknown = process.env) =>
  [new Hono(), WebSocketServer, openProbe, openStore, pages, systemClock, judge, env] as const
