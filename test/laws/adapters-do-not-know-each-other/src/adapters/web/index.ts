import { openStore } from '../stores/sql/index.ts' // breaks

export const pages = openStore
