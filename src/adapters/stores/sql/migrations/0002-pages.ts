import type { Migration } from './migration.ts'

/** What the pages need beyond the bones: tags, evidence, where a log-in came from, the past of a service. */
export const pages: Migration = {
  id: 2,
  name: 'pages',
  script: () => [
    // A JSON list of words, in the order in which they are shown.
    `alter table services add column tags text not null default '[]'`,
    // JSON; null where the probe was content.
    `alter table checks_outcomes add column evidence text`,
    `alter table identity_sessions add column address text not null default ''`,
    `alter table identity_sessions add column agent text not null default ''`,
    `alter table identity_invitations add column created_at bigint not null default 0`,
    `alter table identity_invitations add column created_by text not null default ''`,
    // Rows from before have none: their events tell nothing about a single service's past.
    `alter table journal_entries add column service_id bigint`,
    `create index journal_entries_service on journal_entries (service_id, seq)
      where service_id is not null`,
  ],
}
