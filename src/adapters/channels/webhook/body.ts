import { rfc3339 } from '../../../kernel/index.ts'
import type { Letter, News, RunNews } from '../../../modules/alerts/index.ts'

const changeOf = (news: News) => ({
  service: { id: news.serviceId, name: news.name, target: news.target, tags: news.tags },
  status: news.to,
  previous_status: news.from,
  reason: news.reason,
  message: news.message,
  since: rfc3339(news.since),
  after_ms: news.afterMs,
  evidence: news.evidence,
})

const runOf = (run: RunNews) => ({
  turn: run.turn,
  project: { id: run.projectId, name: run.project },
  run: {
    id: run.runId,
    title: run.title,
    number: run.number,
    status: run.status,
    branch: run.branch,
    is_default_branch: run.isDefaultBranch,
    sha: run.sha,
    author: run.author,
    message: run.message,
    url: run.webUrl,
    finished_at: run.finishedAt === null ? null : rfc3339(run.finishedAt),
    duration_ms: run.durationMs,
  },
})

/** The document that a receiver reads. Members are added to it, never changed, within a version. */
export function bodyOf({ notification, link }: Letter) {
  const { id, kind, at } = notification
  const head = { version: 1, id, kind, at: rfc3339(at), link }
  switch (notification.kind) {
    case 'change':
      return { ...head, ...changeOf(notification.news) }
    case 'digest':
      return {
        ...head,
        changes: notification.news.map(changeOf),
        runs: (notification.runs ?? []).map(runOf),
      }
    case 'run':
      return { ...head, ...runOf(notification.run) }
    case 'test':
      return { ...head, by: notification.by }
    case 'notice':
      return { ...head, title: notification.title, message: notification.message }
  }
}
