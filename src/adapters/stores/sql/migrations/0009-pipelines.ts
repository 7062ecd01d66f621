import type { Migration, Spelling } from './migration.ts'

/** Platforms, their projects and runs, what came in by webhooks, and what it adds up to. */
export const pipelines: Migration = {
  id: 9,
  name: 'pipelines',
  script: (spelling) => [
    ...connections(spelling),
    ...projects(spelling),
    ...runs(spelling),
    ...around(spelling),
    ...events(spelling),
    ...wants(spelling),
    ...rollups(spelling),
  ],
}

const connections = ({ id }: Spelling) => [
  `create table pipelines_connections (
    id ${id}, name text not null unique, platform text not null, config text not null,
    enabled integer not null, owned integer not null, rev integer not null,
    created_at bigint not null, updated_at bigint not null,
    listed_at bigint, refreshed_at bigint, trouble text, calls text, quota text, platform_user text
  )`,
]

/** Status, latest run, newest statuses and activity follow from the runs, in the transaction that changes those. */
const projects = ({ id }: Spelling) => [
  `create table pipelines_projects (
    id ${id}, connection_id bigint not null references pipelines_connections (id) on delete cascade,
    external_id text not null, name text not null, full_name text not null, full_name_key text not null,
    description text, visibility text, avatar_url text, default_branch text, web_url text,
    last_activity_at bigint, archived integer not null, listed integer not null,
    seen_at bigint not null, filled_at bigint, refreshed_at bigint, trouble text,
    status text not null, latest_run_id bigint, recent text not null, active integer not null,
    unique (connection_id, external_id)
  )`,
  'create index pipelines_projects_names on pipelines_projects (connection_id, full_name_key)',
]

const runs = ({ id }: Spelling) => [
  `create table pipelines_runs (
    id ${id}, project_id bigint not null references pipelines_projects (id) on delete cascade,
    external_id text not null, attempt integer not null, number bigint, title text,
    status text not null, raw_status text not null, ref text, branch text, sha text,
    author text, message text, cause text, web_url text,
    created_at bigint not null, started_at bigint, finished_at bigint,
    duration_ms bigint, queued_ms bigint, source_time bigint not null,
    parent_project text, parent_run text, partial integer not null, superseded integer not null,
    seen_at bigint not null, day integer not null, jobs_at bigint,
    unique (project_id, external_id, attempt)
  )`,
  // What lists are filtered by lies in their index: a walk to a rare run reads no other.
  `create index pipelines_runs_newest on pipelines_runs
    (project_id, created_at, id, status, superseded)`,
  `create index pipelines_runs_all on pipelines_runs
    (created_at, id, project_id, status, superseded, branch)`,
  `create index pipelines_runs_branch on pipelines_runs (project_id, branch, created_at, id)`,
  // All that roll-ups are made from, so that a day of many runs is added up without reading them.
  `create index pipelines_runs_day on pipelines_runs
    (project_id, day, superseded, status, duration_ms, queued_ms)`,
  `create index pipelines_runs_open on pipelines_runs
    (project_id, seen_at, created_at, id, status, superseded, branch)
    where status in ('pending', 'running', 'waiting')`,
  `create index pipelines_runs_children on pipelines_runs (parent_run)
    where parent_run is not null`,
]

/** What hangs on a project or on a run. */
const around = ({ id, clustered }: Spelling) => [
  `create table pipelines_jobs (
    run_id bigint not null references pipelines_runs (id) on delete cascade,
    position integer not null, external_id text not null, name text not null, stage text,
    status text not null, raw_status text not null, started_at bigint, finished_at bigint,
    duration_ms bigint, queued_ms bigint, web_url text, allow_failure integer not null,
    downstream text, primary key (run_id, position)
  ) ${clustered}`,
  `create table pipelines_branches (
    project_id bigint not null references pipelines_projects (id) on delete cascade,
    name text not null, sha text, author text, message text, committed_at bigint,
    is_default integer not null, web_url text, seen_at bigint not null,
    primary key (project_id, name)
  ) ${clustered}`,
  `create table pipelines_deployments (
    id ${id}, project_id bigint not null references pipelines_projects (id) on delete cascade,
    external_id text not null, environment text not null, status text not null,
    raw_status text not null, ref text, sha text, author text, web_url text,
    created_at bigint not null, finished_at bigint, source_time bigint not null, run text,
    unique (project_id, external_id)
  )`,
  `create index pipelines_deployments_newest on pipelines_deployments
    (project_id, environment, created_at, id, status)`,
  'create index pipelines_deployments_project on pipelines_deployments (project_id, created_at, id)',
  `create index pipelines_deployments_all on pipelines_deployments
    (created_at, id, project_id, environment)`,
]

/** Bodies are gzip in base64: some are of 25 MB, and text that repeats itself. */
const events = ({ id }: Spelling) => [
  `create table pipelines_events (
    id ${id}, connection_id bigint not null references pipelines_connections (id) on delete cascade,
    delivery_id text not null, type text not null, received_at bigint not null,
    headers text not null, body text not null, bytes bigint not null, status text not null,
    attempts integer not null, error text, processed_at bigint, due_at bigint, lease_until bigint,
    unique (connection_id, delivery_id)
  )`,
  'create index pipelines_events_newest on pipelines_events (connection_id, id)',
  `create index pipelines_events_due on pipelines_events (connection_id, due_at, id)
    where status in ('waiting', 'failed')`,
  `create index pipelines_events_open on pipelines_events (status, connection_id, id)
    where status <> 'done'`,
  `create index pipelines_events_bodies on pipelines_events (processed_at)
    where status = 'done' and body <> ''`,
]

/** What people want of platforms, until it is done, and the lists that were read for them. */
const wants = ({ id, clustered }: Spelling) => [
  `create table pipelines_wants (
    id ${id}, connection_id bigint not null references pipelines_connections (id) on delete cascade,
    project_id bigint references pipelines_projects (id) on delete cascade,
    want text not null, wanted_key text not null unique, at bigint not null
  )`,
  'create index pipelines_wants_own on pipelines_wants (connection_id, id)',
  `create table pipelines_snapshots (
    project_id bigint not null references pipelines_projects (id) on delete cascade,
    kind text not null, value text, fetched_at bigint, trouble text,
    primary key (project_id, kind)
  ) ${clustered}`,
]

/**
 * `scope` is a project, or minus a connection; `level` is `d` or `m`, whose `bucket` counts days or
 * months. Months are kept of projects alone. While runs are given the days of another zone,
 * `walked_to` is the last run that has its own.
 */
const rollups = ({ clustered }: Spelling) => [
  `create table pipelines_rollups (
    level text not null, scope bigint not null, bucket integer not null,
    success integer not null, warning integer not null, failed integer not null,
    canceled integer not null, skipped integer not null, open integer not null,
    duration_count integer not null, duration_sum bigint not null,
    duration_min bigint, duration_max bigint, duration_bins text not null,
    queue_count integer not null, queue_sum bigint not null, queue_bins text not null,
    primary key (level, scope, bucket)
  ) ${clustered}`,
  // What projects are compared by.
  `create index pipelines_rollups_time on pipelines_rollups (level, bucket, scope, success, warning,
    failed, canceled, skipped, open, duration_count, duration_sum)`,
  `create table pipelines_behind (
    project_id bigint not null references pipelines_projects (id) on delete cascade,
    day integer not null, primary key (project_id, day)
  ) ${clustered}`,
  `create table pipelines_calendar (
    one integer primary key check (one = 1), time_zone text not null, walked_to bigint,
    edition bigint not null
  )`,
  `insert into pipelines_calendar (one, time_zone, edition) values (1, 'UTC', 0)`,
]
