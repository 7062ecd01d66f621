import type { Delivery, Notice, Webhooks } from '../../../modules/pipelines/index.ts'
import { bodyOf, identify, kindOf } from './hook.ts'
import {
  readDeployment,
  readJob,
  readMergeRequest,
  readProject,
  readPush,
  readRepository,
  readTagPush,
} from './hook-events.ts'
import { readPipeline } from './hook-pipeline.ts'
import { prove } from './prove.ts'

/** Hooks of a project, a group and an instance carry the same bodies; events that are not here say nothing to us. */
const readers: ReadonlyMap<string, (body: unknown) => readonly Notice[]> = new Map([
  ['pipeline', readPipeline],
  ['build', readJob],
  ['deployment', readDeployment],
  ['push', readPush],
  ['tag_push', readTagPush],
  ['merge_request', readMergeRequest],
  ['repository_update', readRepository],
  ['project_create', readProject],
  ['project_destroy', readProject],
  ['project_rename', readProject],
  ['project_transfer', readProject],
  ['project_update', readProject],
])

function read(delivery: Delivery): readonly Notice[] {
  const body = bodyOf(delivery)
  return readers.get(kindOf(body))?.(body) ?? []
}

export const webhooks: Webhooks = {
  prove,
  identify,
  read,
  steps: [
    'In GitLab, open Settings, then Webhooks, of the project or of the whole group, and choose “Add new webhook”.',
    'Enter the address as URL, and the secret as secret token; from GitLab 19.0 on, a secret that begins with whsec_ is better entered as signing token.',
    'Tick push, tag push, merge request, job, pipeline and deployment events.',
    'Leave SSL verification on, choose “Add webhook”, and send a test of pipeline events.',
  ],
}
