import type { ProjectKey } from '../../../modules/pipelines/index.ts'
import { connectorWorld } from '../http/client.contract.ts'
import { type ReplayOptions, replay } from '../replay.contract.ts'
import type { Routes } from '../replay-platform.contract.ts'
import { jenkins } from './jenkins.ts'

const world = () => connectorWorld({ reveal: (setting) => setting.replace('sealed-', '') })
export const ask = { priority: 'user', signal: new AbortController().signal } as const
export const at = 1_711_277_551_963

export const kinds = {
  folder: 'com.cloudbees.hudson.plugins.folder.Folder',
  organization: 'jenkins.branch.OrganizationFolder',
  multibranch: 'org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject',
  pipeline: 'org.jenkinsci.plugins.workflow.job.WorkflowJob',
  freestyle: 'hudson.model.FreeStyleProject',
}
export const item = (kind: keyof typeof kinds, fullName: string, more: object = {}) => ({
  _class: kinds[kind],
  name: fullName.split('/').at(-1),
  fullName,
  url: `https://ci.example/jenkins/${fullName}`,
  ...more,
})
export const aBuild = (number: number, more: object = {}) => ({
  _class: 'org.jenkinsci.plugins.workflow.job.WorkflowRun',
  number,
  timestamp: at + number * 1_000,
  duration: 500,
  building: false,
  result: 'SUCCESS',
  url: `https://ci.example/jenkins/job/app/${number}/`,
  actions: [{ lastBuiltRevision: { SHA1: `sha${number}`, branch: [{ name: 'origin/main' }] } }],
  ...more,
})
/** Newest first, as Jenkins has them. */
export const builds = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, index) => aBuild(count - index, more))
export const project = (fullName: string, defaultBranch: string | null = null): ProjectKey => ({
  externalId: fullName,
  fullName,
  defaultBranch,
})

/** A server with these routes, and a connector to it. */
export async function served(routes: Routes, options: ReplayOptions = {}) {
  const server = await replay({ jenkins: routes }, options)
  const settings = { url: `${server.bases.jenkins}/`, user: 'ann', token: 'sealed-token' }
  const connector = jenkins.open(world(), settings)
  return {
    server,
    connector,
    paths: () =>
      server.log.map(({ path }) => decodeURI(path.replace('/jenkins/', '')).split('?')[0]),
    trees: () => server.log.map(({ path }) => new URL(path, 'http://any').searchParams.get('tree')),
    async [Symbol.asyncDispose]() {
      await connector.close()
      await server.close()
    },
  }
}
