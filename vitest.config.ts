import { defineConfig } from 'vitest/config'
import { Reporter } from './test/support/reporter.ts'

/** The browser's and the processes' suites wait for real clocks, so they get real time. */
const patient = { testTimeout: 120_000, hookTimeout: 120_000, teardownTimeout: 30_000 }

/** Suites that kill processes, measure memory or take seconds: `npm test` runs them, `npm run check` does not. */
const slow = '{src,test}/**/*.slow.test.{ts,tsx}'

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    allowOnly: false,
    testTimeout: 15_000,
    hookTimeout: 30_000,
    reporters: [new Reporter()],
    globalSetup: ['./test/support/find-engines.ts'],
    projects: [
      { extends: true, test: { name: 'laws', include: ['architecture.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{src,test,demo}/**/*.test.{ts,tsx}'],
          exclude: ['test/laws/**', slow],
          // Modules hold no state of their own, so the files of a worker may share them: half the time.
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'slow', include: [slow], exclude: ['node_modules/**'] },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: ['e2e/night/**'],
          fileParallelism: false,
          ...patient,
        },
      },
      {
        extends: true,
        test: {
          name: 'night',
          include: ['e2e/night/*.ts'],
          fileParallelism: false,
          ...patient,
          testTimeout: 3 * 3_600_000,
        },
      },
    ],
  },
})
