import type { FindingStore } from '../../../../modules/pipelines/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { saveBranches } from './branches.ts'
import { saveDeployments } from './deployments.ts'
import { saveJobs } from './jobs.ts'
import { closeUnseen, knownRuns, openRuns } from './open-runs.ts'
import { findProject, noteProject, projectsOf } from './projects.ts'
import { saveRuns } from './runs.ts'
import { saveProject, saveProjects } from './save-projects.ts'

export const createFindingStore = (driver: Driver): FindingStore => ({
  saveProjects: (connectionId, found, at) =>
    driver.write(() => saveProjects({ connectionId, at }, found)),
  saveProject: (connectionId, found, at) =>
    driver.write(() => saveProject({ connectionId, at }, found)),
  findProject: (id, key) => driver.read(() => findProject(id, key)),
  projectsOf: (id) => driver.read(() => projectsOf(id)),
  saveRuns: (id, found, how) => driver.write(() => saveRuns(id, found, how)),
  saveJobs: (...[id, run, jobs, at]) => driver.write(() => saveJobs(id, run, { jobs, at })),
  saveBranches: (id, found, how) => driver.write(() => saveBranches(id, found, how)),
  saveDeployments: (id, found, how) => driver.write(() => saveDeployments(id, found, how)),
  noteProject: (id, note) => driver.write(() => noteProject(id, note)),
  knownRuns: (id, runs) => driver.read(() => knownRuns(id, runs)),
  openRuns: (id, limit) => driver.read(() => openRuns(id, limit)),
  closeUnseen: (before, at) => closeUnseen(driver, before, at),
})
