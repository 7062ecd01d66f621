import { rfc3339 } from '../../../kernel/index.ts'
import type { Letter, News } from '../../../modules/alerts/index.ts'

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

/** The document that a receiver reads. Members are added to it, never changed, within a version. */
export function bodyOf({ notification, link }: Letter) {
  const { id, kind, at } = notification
  const head = { version: 1, id, kind, at: rfc3339(at), link }
  switch (notification.kind) {
    case 'change':
      return { ...head, ...changeOf(notification.news) }
    case 'digest':
      return { ...head, changes: notification.news.map(changeOf) }
    case 'test':
      return { ...head, by: notification.by }
    case 'notice':
      return { ...head, title: notification.title, message: notification.message }
  }
}
