import { writeFileSync } from 'node:fs'
import { MinimalReporter, type SerializedError, type TestCase, type TestModule } from 'vitest/node'

type RunEnd = Parameters<NonNullable<MinimalReporter['onTestRunEnd']>>

/**
 * Prints failures in full, every skip with its reason, and the counts. A file that cannot be read, a
 * suite whose set-up fails and an error outside of any test count as one failure each: none of them
 * may hide behind tests that never ran.
 */
export class Reporter extends MinimalReporter {
  /** A long run is kept as evidence, so it names what it did as it goes. */
  readonly #isLong = process.env.PHAROS_NIGHT === '1'

  override onTestCaseResult(test: TestCase): void {
    super.onTestCaseResult(test)
    if (!this.#isLong) return
    const seconds = ((test.diagnostic()?.duration ?? 0) / 1_000).toFixed(1)
    this.log(`${test.result().state}: ${test.fullName} (${seconds} s)`)
  }

  override onTestRunEnd(...end: RunEnd): void {
    super.onTestRunEnd(...end)
    const [modules, strayErrors] = end
    const tally = count(modules, strayErrors)
    // `-t` leaves tests out on purpose; there is nothing to explain.
    const chosen = this.ctx.config.testNamePattern !== undefined
    const skips = chosen
      ? []
      : modules.flatMap((module) => [...module.children.allTests('skipped')])
    for (const line of skipLines(skips)) this.log(line)
    // The runner adds the counts of all its steps; alone, `vitest run` prints its own.
    const file = process.env.PHAROS_TALLY
    if (file) writeFileSync(file, JSON.stringify(tally))
    else this.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`)
  }

  override reportTestSummary(): void {
    // The counts that vitest prints here come once more at the end, with those of the other steps.
  }
}

type Tally = { passed: number; failed: number; skipped: number }

function count(modules: readonly TestModule[], strayErrors: readonly SerializedError[]): Tally {
  const tally = { passed: 0, failed: strayErrors.length, skipped: 0 }
  for (const module of modules) {
    for (const test of module.children.allTests()) tally[outcome(test)] += 1
    for (const suite of [module, ...module.children.allSuites()]) {
      if (suite.errors().length > 0) tally.failed += 1
    }
  }
  return tally
}

/** A test that never ended did not pass. */
function outcome(test: TestCase): keyof Tally {
  const { state } = test.result()
  return state === 'pending' ? 'failed' : state
}

/** One line a reason, with the tests under it. */
function skipLines(skipped: readonly TestCase[]): string[] {
  const byReason = Map.groupBy(skipped, reasonOf)
  return [...byReason].flatMap(([reason, tests]) => [
    `skipped: ${reason}`,
    ...tests.map((test) => `  ${test.module.relativeModuleId} > ${test.fullName}`),
  ])
}

function reasonOf(test: TestCase): string {
  const result = test.result()
  const note = result.state === 'skipped' ? result.note : undefined
  if (note) return note
  return failedAbove(test) ? 'the set-up of its suite failed' : 'no reason is given'
}

function failedAbove(test: TestCase): boolean {
  for (let at: TestCase['parent'] = test.parent; ; at = at.parent) {
    if (at.errors().length > 0) return true
    if (at.type === 'module') return false
  }
}
