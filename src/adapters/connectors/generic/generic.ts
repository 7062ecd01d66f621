import { z } from 'zod'
import type { Connector } from '../../../modules/pipelines/index.ts'
import type { ConnectorKind } from '../kind.ts'
import { webhooks } from './webhooks.ts'

/** It speaks to nobody: all that is known came with deliveries. */
const silent: Connector = {
  isPassive: true,
  projects: async () => [],
  projectCount: async () => ({ kind: 'exact', count: 0 }),
  latestPipeline: async () => null,
  pipelines: async () => [],
  branches: async () => [],
  branch: async () => null,
  run: async () => null,
  figures: () => ({
    calls: 0,
    unchanged: 0,
    limited: 0,
    failed: 0,
    quota: null,
    pausedUntil: null,
  }),
  close: async () => {},
}

export const generic: ConnectorKind = {
  platform: 'generic',
  title: 'Webhook',
  config: z.strictObject({}),
  destination: () => null,
  webhooks,
  can: [],
  open: () => silent,
}
