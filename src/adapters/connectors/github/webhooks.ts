import type { Delivery, Webhooks } from '../../../modules/pipelines/index.ts'
import { proveDigest } from '../proof.ts'
import { isRead, noticesOf } from './notices.ts'
import { payloadOf } from './payload.ts'

const mostId = 200
const word = /^[a-z_]{1,60}$/

const eventOf = ({ headers }: Delivery): string => {
  const event = headers['x-github-event'] ?? ''
  return word.test(event) ? event : ''
}

/** `workflow_run.completed`, as GitHub's documentation calls it. */
function typeOf(delivery: Delivery): string {
  const event = eventOf(delivery) || 'unknown'
  const action = actionOf(delivery)
  return action === null ? event : `${event}.${action}`
}

function actionOf(delivery: Delivery): string | null {
  try {
    const payload = payloadOf(delivery)
    if (typeof payload !== 'object' || payload === null || !('action' in payload)) return null
    return typeof payload.action === 'string' && word.test(payload.action) ? payload.action : null
  } catch {
    // It gets a name nevertheless: `read` says what is wrong with it.
    return null
  }
}

export const webhooks: Webhooks = {
  /**
   * https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries. The older
   * `X-Hub-Signature` is made with SHA-1, and proves nothing to us. No time is signed, so none is
   * stale: a delivery that comes again has the same id.
   */
  prove: ({ headers, body }, secret) =>
    proveDigest(headers['x-hub-signature-256'], body, secret) ?? 'unsigned',
  identify(delivery) {
    const id = delivery.headers['x-github-delivery'] ?? ''
    return { id: id === '' || id.length > mostId ? null : id, type: typeOf(delivery) }
  },
  read(delivery) {
    const event = eventOf(delivery)
    return isRead(event) ? noticesOf(event, payloadOf(delivery)) : []
  },
  steps: [
    'Open Settings → Webhooks of the repository, or of the organization for all of its repositories, and choose “Add webhook”.',
    'Payload URL: the address below. Content type: application/json. Secret: the secret below.',
    'Choose “Let me select individual events”, and then: Workflow runs, Workflow jobs, Deployments, Deployment statuses, Pushes, Branch or tag creation, Branch or tag deletion, Repositories.',
    'Leave it active and add it; GitHub sends a ping at once, which is in the list of events here.',
  ],
}
