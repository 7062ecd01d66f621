/** The SQL store: relational state, journal and outcomes, in SQLite or PostgreSQL. */
export type { CommitStats, Dialect } from './drivers/driver.ts'
export type { Migrated } from './migrations/migrate.ts'
export type { Database, SqlStore } from './open.ts'
export { openSqlStore } from './open.ts'
export type { Horizon, Retention } from './retention.ts'
export type { OwnedServices } from './services/stores.ts'
