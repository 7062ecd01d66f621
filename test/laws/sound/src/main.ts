import { createApp } from './app/index.ts'

createApp(process.env)
