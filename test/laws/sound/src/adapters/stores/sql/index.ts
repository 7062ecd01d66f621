import pg from 'pg'
import type { Event } from '../../../modules/journal/index.ts'

export const openStore = async (event: Event) => [pg, event, await import('node:sqlite')] as const
