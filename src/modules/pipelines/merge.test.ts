import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FoundRun } from './found.ts'
import { mergeDeployment, mergeRun } from './merge.ts'
import { reportsOfRun } from './reports.contract.ts'
import { aDeployment, aRun, noon, running } from './samples.contract.ts'

const later = noon + 100_000

const fold = (reports: readonly FoundRun[]): FoundRun | null =>
  reports.reduce<FoundRun | null>(mergeRun, null)

describe('another report of a run', () => {
  test('that tells nothing new gives back the very run that is stored', () => {
    const stored = aRun()
    expect(mergeRun(stored, aRun())).toBe(stored)
    expect(mergeRun(stored, running())).toBe(stored)
  })

  test('replaces what it is newer than', () => {
    expect(mergeRun(running(), aRun())).toEqual(aRun())
  })

  test('that comes late fills in what the newer one did not tell', () => {
    const stored = aRun({ author: null, message: null, branch: 'next' })
    expect(mergeRun(stored, running())).toEqual({
      ...stored,
      author: 'ann',
      message: 'mend the till',
    })
  })

  test('never takes away what a run is', () => {
    const bare = aRun({ author: null, title: null, sha: null, sourceTime: later })
    expect(mergeRun(aRun(), bare)).toEqual(aRun({ sourceTime: later }))
  })

  test('from a list keeps times; a whole one says that they are gone', () => {
    const times = { startedAt: null, finishedAt: null, durationMs: null, queuedMs: null }
    const again = aRun({ ...times, sourceTime: later })
    expect(mergeRun(aRun(), { ...again, partial: true })).toEqual(
      aRun({ sourceTime: later, partial: true }),
    )
    expect(mergeRun(aRun(), again)).toEqual(again)
  })

  test('of the same state keeps times too, since nothing has happened', () => {
    expect(mergeRun(aRun(), aRun({ startedAt: null, durationMs: null }))).toEqual(aRun())
  })

  test('of another end has nothing of the end before it', () => {
    const other = aRun({
      status: 'failed',
      finishedAt: null,
      durationMs: null,
      sourceTime: later,
      partial: true,
    })
    expect(mergeRun(aRun(), other)).toMatchObject({
      finishedAt: null,
      durationMs: null,
      startedAt: noon + 1_000,
      partial: true,
    })
  })

  test('is in want of details until a whole one of the same state has come', () => {
    const little = aRun({ partial: true })
    expect(mergeRun(running(), little).partial).toBe(true)
    expect(mergeRun(aRun({ sourceTime: noon }), little).partial).toBe(true)
    expect(mergeRun(aRun(), little).partial).toBe(false)
    expect(mergeRun(little, aRun()).partial).toBe(false)
  })

  test('ends in the same, in any order and repetition', () => {
    const shuffled = reportsOfRun
      .map((reports) => reports.filter(({ attempt }) => attempt === 1))
      .chain((reports) =>
        fc.record({
          reports: fc.constant(reports),
          order: fc.shuffledSubarray(reports, { minLength: reports.length }),
          twice: fc.subarray(reports),
        }),
      )
    fc.assert(
      fc.property(shuffled, ({ reports, order, twice }) => {
        expect(fold([...order, ...twice])).toEqual(fold(reports))
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('another report of a deployment', () => {
  test('is the later one, with what is known of it', () => {
    const started = aDeployment({ status: 'running', finishedAt: null, sourceTime: noon })
    const ended = aDeployment({ author: null, run: null })
    expect(mergeDeployment(started, ended)).toEqual(aDeployment())
    expect(mergeDeployment(aDeployment(), started)).toEqual(aDeployment())
    const stored = aDeployment()
    expect(mergeDeployment(stored, aDeployment({ finishedAt: null }))).toBe(stored)
  })
})
