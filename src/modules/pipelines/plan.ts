import type { EpochMs, ProjectId } from '../../kernel/index.ts'
import type { Trouble } from './connection.ts'
import { hookedForMs, nextLook, type PaceRules } from './pace.ts'
import type { Project } from './project.ts'

/** What the loop of a connection remembers of a project between two looks. */
export type Planned = {
  readonly project: Project
  readonly lookedAt: EpochMs | null
  readonly trouble: Trouble | null
  /** In a row. */
  readonly failures: number
  readonly active: boolean
  readonly lastRunAt: EpochMs | null
  readonly branchesAt: EpochMs | null
  readonly deploymentsAt: EpochMs | null
  /** When a delivery of it was last processed by this process. */
  readonly deliveredAt: EpochMs | null
  readonly dueAt: EpochMs
}

export type LookResult = {
  readonly trouble: Trouble | null
  readonly aspects: { readonly branches: boolean; readonly deployments: boolean }
  /** `null` where nothing was read. */
  readonly active: boolean | null
  readonly lastRunAt: EpochMs | null
}

const hourMs = 3_600_000
/** How old branches and deployments may get before a look reads them too. Deliveries tell of them sooner. */
const aspectMs = { branches: 6 * hourMs, deployments: hourMs } as const

export type PlanContext = { rules(): PaceRules }
export type Plan = ReturnType<typeof createPlan>

/** Which project of a connection is looked at next. In memory: after a restart it goes on from the stored looks. */
export function createPlan(context: PlanContext) {
  const all = new Map<ProjectId, Planned>()
  const place = (planned: Omit<Planned, 'dueAt'>, now: EpochMs) =>
    all.set(planned.project.id, { ...planned, dueAt: dueAt(planned, context, now) })

  return {
    size: () => all.size,
    /** The projects as they are now; one that is not among them is forgotten. */
    keep(projects: readonly Project[], now: EpochMs): void {
      const ids = new Set(projects.map(({ id }) => id))
      for (const id of all.keys()) if (!ids.has(id)) all.delete(id)
      for (const project of projects) {
        const known = all.get(project.id)
        place(known === undefined ? unlooked(project) : { ...known, project }, now)
      }
    },
    /** Those that are due: first those without history, then the longest unseen. */
    due: (now: EpochMs, limit: number): readonly Planned[] =>
      [...all.values()]
        .filter((planned) => planned.dueAt <= now)
        .sort((a, b) => (a.lookedAt ?? -1) - (b.lookedAt ?? -1))
        .slice(0, limit),
    nextAt: (): EpochMs | null =>
      all.size === 0 ? null : Math.min(...Array.from(all.values(), (planned) => planned.dueAt)),
    /** Has a project looked at now. */
    hasten(id: ProjectId): void {
      const planned = all.get(id)
      if (planned !== undefined) all.set(id, { ...planned, dueAt: 0 })
    },
    /** A delivery told of it: looks at it only close gaps from now on. */
    delivered(id: ProjectId, now: EpochMs): void {
      const planned = all.get(id)
      if (planned !== undefined) place({ ...planned, deliveredAt: now }, now)
    },
    looked({ id }: Pick<Project, 'id'>, result: LookResult, now: EpochMs): void {
      const present = all.get(id)
      if (present !== undefined) place(after(present, result, now), now)
    },
  }
}

/** What a look reads along with the runs. */
export function aspectsOf({ branchesAt, deploymentsAt }: Planned, now: EpochMs) {
  const isOld = (at: EpochMs | null, most: number) => at === null || now - at >= most
  return {
    branches: isOld(branchesAt, aspectMs.branches),
    deployments: isOld(deploymentsAt, aspectMs.deployments),
  }
}

const unlooked = (project: Project): Omit<Planned, 'dueAt'> => ({
  project,
  lookedAt: project.refreshedAt,
  trouble: project.trouble,
  failures: project.trouble === null ? 0 : 1,
  active: false,
  lastRunAt: null,
  branchesAt: project.filledAt === null ? null : project.refreshedAt,
  deploymentsAt: project.filledAt === null ? null : project.refreshedAt,
  deliveredAt: null,
})

function dueAt(planned: Omit<Planned, 'dueAt'>, context: PlanContext, now: EpochMs): EpochMs {
  const { project, lastRunAt } = planned
  const lastActivityAt = Math.max(lastRunAt ?? 0, project.lastActivityAt ?? 0) || null
  const { deliveredAt } = planned
  const hooked = deliveredAt !== null && now - deliveredAt < hookedForMs
  const input = { ...planned, lastActivityAt, hooked }
  return nextLook(input, context.rules(), now).at
}

function after(present: Planned, result: LookResult, now: EpochMs): Omit<Planned, 'dueAt'> {
  const { trouble, aspects, active, lastRunAt } = result
  const { project } = present
  const filledAt = trouble === null ? (project.filledAt ?? now) : project.filledAt
  const isRead = (aspect: boolean) => trouble === null && aspect
  return {
    project: { ...project, filledAt, trouble, refreshedAt: now },
    lookedAt: now,
    trouble,
    failures: trouble === null ? 0 : present.failures + 1,
    active: active ?? present.active,
    lastRunAt: lastRunAt ?? present.lastRunAt,
    branchesAt: isRead(aspects.branches) ? now : present.branchesAt,
    deploymentsAt: isRead(aspects.deployments) ? now : present.deploymentsAt,
    deliveredAt: present.deliveredAt,
  }
}
