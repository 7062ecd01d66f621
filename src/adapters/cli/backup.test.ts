import { describe, expect, test } from 'vitest'
import { Refusal } from '../../kernel/index.ts'
import { noon, run } from './harness.contract.ts'

const made = { madeAt: noon, schema: 3, rows: { services: 2, checks: 2 } }

describe('backup', () => {
  test('says what it copied, of when, and where to', async () => {
    const asked: unknown[] = []
    const ran = await run(['backup', 'a.backup', '--data-dir', '/srv', '--force'], {
      backUp: async (...args) => {
        asked.push(...args)
        return made
      },
    })
    expect(asked).toEqual([{ 'data-dir': '/srv' }, { file: 'a.backup', force: true }])
    expect([ran.code, ran.err]).toEqual([0, ''])
    expect(ran.out).toMatch(
      /^Backed up 4 rows of schema 3, as they were at 2026-06-01T12:00:00Z, in \d\.\d s: a\.backup\n$/,
    )
  })

  test('keeps standard output for the backup itself', async () => {
    const ran = await run(['backup', '-'], { backUp: async () => made })
    expect([ran.code, ran.out]).toEqual([0, ''])
    expect(ran.err).toContain('Backed up 4 rows')
    const onTerminal = await run(['backup', '-'], { io: { isTty: true } })
    expect([onTerminal.code, onTerminal.err]).toEqual([2, expect.stringContaining('give a FILE')])
    expect((await run(['backup', '-', '--json'])).code).toBe(2)
  })

  test('tells machines the same', async () => {
    const ran = await run(['backup', 'a.backup', '--json'], { backUp: async () => made })
    expect(JSON.parse(ran.out)).toEqual({
      file: 'a.backup',
      made_at: '2026-06-01T12:00:00Z',
      schema: 3,
      rows: made.rows,
    })
  })

  test('needs a name', async () => {
    expect((await run(['backup'])).code).toBe(2)
  })
})

describe('restore', () => {
  const restored = {
    manifest: { madeAt: noon, program: '1.2.3' },
    schema: 3,
    kept: '/srv/pharos.db.before-restore-x',
  }

  test('says of when the data are, where the old ones are, and that it sends nothing', async () => {
    const ran = await run(['restore', 'a.backup'], { restore: async () => restored })
    expect(ran).toEqual({
      code: 0,
      err: '',
      out: [
        'Restored the data of 2026-06-01T12:00:00Z, made by version 1.2.3',
        'The database from before is /srv/pharos.db.before-restore-x',
        'API tokens that were revoked since then are good again; look through them.',
        'It sends nothing outward until "pharos arm".',
        '',
      ].join('\n'),
    })
  })

  test('asks before it replaces anything, and takes no silence for a yes', async () => {
    const answers = ['', 'n', null, 'yes']
    const asked: unknown[] = []
    for (const answer of answers) {
      const io = { canAsk: true, readLine: async () => answer }
      const world = {
        io,
        restore: async (_flags: unknown, from: unknown) => {
          asked.push(from)
          return restored
        },
      }
      const ran = await run(['restore', 'a.backup', '--arm'], world)
      expect(ran.code).toBe(answer === 'yes' ? 0 : 1)
    }
    expect(asked).toEqual([{ file: 'a.backup', arm: true }])
  })

  test('says no in words', async () => {
    const ran = await run(['restore', 'a.backup'], {
      restore: () => Promise.reject(new Refusal('conflict', 'pharos.db is in use')),
    })
    expect(ran).toEqual({ code: 1, out: '', err: 'pharos restore: pharos.db is in use\n' })
  })
})

test.each([
  [true, 'Armed: it sends notifications and heartbeats again\n'],
  [false, 'It is armed already; there is nothing to do\n'],
])('arm (changed: %s)', async (changed, out) => {
  const arm = async () => ({ changed, restoredFromAt: noon })
  expect(await run(['arm'], { arm })).toEqual({ code: 0, out, err: '' })
  expect(JSON.parse((await run(['arm', '--json'], { arm })).out)).toEqual({
    armed: true,
    changed,
    restored_from: '2026-06-01T12:00:00Z',
  })
})
