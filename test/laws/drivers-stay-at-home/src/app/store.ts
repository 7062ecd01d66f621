import pg from 'pg' // breaks

export const pool = pg
