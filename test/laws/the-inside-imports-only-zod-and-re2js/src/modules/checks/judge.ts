import { readFile } from 'node:fs/promises' // breaks
import { z } from 'zod'
import { RE2JS } from 're2js'
import pg from 'pg' // breaks
import { html } from 'hono/html' // breaks

export const judge = [readFile, z, RE2JS, pg, html]
