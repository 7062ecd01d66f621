import type { EpochMs } from '../../../kernel/index.ts'
import type { Delivery, Proof } from '../../../modules/pipelines/index.ts'
import { proveStandard, proveToken } from '../proof.ts'

/**
 * Whether GitLab sent it. From 19.0 it signs with a signing token, as https://www.standardwebhooks.com
 * says; before, and beside, it sends a secret token as it is. `webhook-id` and `webhook-timestamp`
 * come with every delivery, so that only `webhook-signature` tells which one it is
 * (https://docs.gitlab.com/user/project/integrations/webhooks/).
 */
export function prove(delivery: Delivery, secret: string, now: EpochMs): Proof {
  const token = delivery.headers['x-gitlab-token'] ?? null
  return (
    proveStandard(delivery, secret, now) ??
    proveToken({ ...delivery, headers: {}, token }, secret) ??
    'unsigned'
  )
}
