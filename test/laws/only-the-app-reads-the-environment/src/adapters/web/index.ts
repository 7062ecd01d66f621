import { env, platform } from 'node:process' // breaks

const { env: alias } = process // breaks
export const pages = [
  env,
  platform,
  alias,
  process.env.PORT, // breaks
  process . env, // breaks
  process?.env, // breaks
  process['env'], // breaks
  process.pid,
]
