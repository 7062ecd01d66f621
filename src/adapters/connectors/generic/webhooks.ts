import type { EpochMs } from '../../../kernel/index.ts'
import type { Delivery, Notice, Proof, Webhooks } from '../../../modules/pipelines/index.ts'
import { proveDigest, proveStandard, proveToken } from '../proof.ts'
import { deploymentOf, jobOf, projectOf, runOf } from './found.ts'
import { type Report, reportOf } from './schema.ts'

/** A signature covers the body, so where there is one, no token stands in for it. */
function prove(delivery: Delivery, secret: string, now: EpochMs): Proof {
  const { headers, body } = delivery
  return (
    proveDigest(headers['x-pharos-signature-256'], body, secret) ??
    proveDigest(headers['x-hub-signature-256'], body, secret) ??
    proveStandard(delivery, secret, now) ??
    proveToken(delivery, secret) ??
    'unsigned'
  )
}

const kindOf = ({ run, deployment }: Report): string =>
  [run && 'run', deployment && 'deployment'].filter(Boolean).join(' and ')

function typeOf({ body }: Delivery): string {
  try {
    return kindOf(reportOf(body))
  } catch {
    return 'unknown'
  }
}

function read({ body }: Delivery, now: EpochMs): readonly Notice[] {
  const { project, run, deployment } = reportOf(body)
  const runs = run ? [runOf(run, now)] : []
  const deployments = deployment ? [deploymentOf(deployment, now)] : []
  const at = Math.max(...[...runs, ...deployments].map(({ sourceTime }) => sourceTime))
  const found = projectOf(project, at)
  const [first] = runs
  return [
    {
      project: { externalId: found.externalId, fullName: found.fullName },
      found,
      ...(first !== undefined && { runs }),
      ...(first !== undefined && run?.jobs && { jobs: { run: first, jobs: run.jobs.map(jobOf) } }),
      ...(deployments.length > 0 && { deployments }),
    },
  ]
}

export const webhooks: Webhooks = {
  prove,
  identify(delivery) {
    const { 'idempotency-key': key, 'webhook-id': id } = delivery.headers
    return { id: key || id || null, type: typeOf(delivery) }
  },
  read,
  steps: [
    'Let your system post JSON to the address when a run starts and when it ends; docs/webhooks.md has the document.',
    'Sign the body with the secret, HMAC-SHA256, and send it as X-Pharos-Signature-256: sha256=…; what cannot sign sends the secret as X-Pharos-Token.',
    'Send an Idempotency-Key of its own with each message, so that one that comes twice counts once.',
  ],
}
