import { describe, expect, test } from 'vitest'
import type { CheckId, Seq, ServiceId } from '../../../kernel/index.ts'
import type { DomainEvent, JournalEntry, Standing } from '../../../modules/journal/index.ts'
import { pastItems } from './past.ts'

const serviceId = 12 as ServiceId
const minute = 60_000

const turned = (to: Standing, reason: string): DomainEvent[] => [
  { type: 'service.status_changed', serviceId, from: 'up', to, announced: 'up', definite: 'up' },
  {
    type: 'check.verdict_changed',
    serviceId,
    checkId: 1 as CheckId,
    from: 'up',
    to,
    reason,
  },
]

/** Entries a minute apart, newest first, as the journal gives them. */
const entriesOf = (...groups: readonly DomainEvent[][]): JournalEntry[] =>
  groups.flatMap((events, i) =>
    events.map((event, j) => ({
      seq: ((groups.length - i) * 10 - j) as Seq,
      at: (groups.length - i) * minute,
      event,
    })),
  )

const named = { serviceId, name: 'api' }

describe('the past of a service', () => {
  test('is its spells, each until the next, with what turned it, and what was done to it', () => {
    const entries = entriesOf(
      turned('up', 'ok'),
      [{ type: 'service.updated', ...named }],
      turned('down', 'connection_refused'),
      [{ type: 'service.created', ...named }],
    )
    expect(pastItems(entries, { status: 'up', since: 4 * minute - 500 })).toEqual([
      { kind: 'spell', seq: 40, status: 'up', from: 4 * minute - 500, to: null, reason: 'ok' },
      { kind: 'changed', seq: 30, at: 3 * minute },
      {
        kind: 'spell',
        seq: 20,
        status: 'down',
        from: 2 * minute,
        to: 4 * minute - 500,
        reason: 'connection_refused',
      },
      { kind: 'added', seq: 10, at: minute },
    ])
  })

  test('tells of pausing once', () => {
    const entries = entriesOf([
      ...turned('paused', 'paused_by_user'),
      { type: 'service.updated', ...named },
    ])
    const items = pastItems(entries, { status: 'paused', since: 0 })
    expect(items.map(({ kind }) => kind)).toEqual(['spell'])
  })

  test('names no reason that is of another turn', () => {
    const entries = entriesOf(turned('paused', 'paused_by_user').slice(0, 1), turned('down', 'x'))
    const present = { status: 'paused', since: 0 } as const
    expect(pastItems(entries, present)).toMatchObject([{ reason: null }, { reason: 'x' }])
  })

  test('begins where the journal says when the service has turned again meanwhile', () => {
    const entries = entriesOf(turned('down', 'timeout'))
    const items = pastItems(entries, { status: 'up', since: 5 })
    expect(items).toMatchObject([{ status: 'down', from: minute, to: null }])
  })

  test('of nothing is empty', () => {
    expect(pastItems([], { status: 'unknown', since: 0 })).toEqual([])
  })
})
