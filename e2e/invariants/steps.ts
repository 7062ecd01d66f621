import fc from 'fast-check'
import { viewNames } from './markup.ts'
import { seatNames } from './world.ts'

export const tabNames = ['first', 'second', 'third'] as const

const tab = fc.constantFrom(0, 1, 2)
const seat = fc.constantFrom(...seatNames)
/** Which service: counted round those that there are. */
const which = fc.nat({ max: 5 })

const write = fc.record({
  do: fc.constant('write'),
  what: fc.constantFrom(
    'create',
    'rename',
    'rename',
    'pause',
    'resume',
    'break',
    'mend',
    'tag',
    'delete',
  ),
  which,
  by: seat,
})

const blow = fc.record({
  do: fc.constantFrom('cut', 'move', 'hide', 'show'),
  tab,
})

const press = fc.record({
  do: fc.constant('press'),
  tab,
  what: fc.constantFrom('pause', 'resume', 'delete'),
  which,
})

/** A tick at a row, and what is then done to all rows with one. */
const pick = fc.record({ do: fc.constant('pick'), tab, which })
const bulk = fc.record({ do: fc.constant('bulk'), tab, what: fc.constantFrom('pause', 'resume') })
const go = fc.record({ do: fc.constant('go'), tab, view: fc.constantFrom(...viewNames), which })
const add = fc.record({ do: fc.constant('add'), tab, isGood: fc.boolean() })
const edit = fc.record({ do: fc.constant('edit'), tab, which, types: fc.boolean() })
const save = fc.record({ do: fc.constant('save'), tab, decides: fc.constantFrom('mine', 'theirs') })
/** Somebody opens a form, somebody else changes or deletes what it is about, and the form is sent. */
const contest = fc.record({
  do: fc.constant('contest'),
  tab,
  which,
  write,
  decides: fc.constantFrom('mine', 'theirs'),
})
/** A write and something that happens to a tab at the same time. */
const both = fc.record({ do: fc.constant('both'), write, blow })
const restart = fc.record({
  do: fc.constant('restart'),
  seat,
  signal: fc.constantFrom('SIGTERM', 'SIGKILL'),
  /** What happens meanwhile through the other program. */
  write,
})
const outage = fc.record({
  do: fc.constant('outage'),
  seat,
  /** Whether the other program is asked for a service meanwhile. */
  writes: fc.boolean(),
  /** What its tabs do before it is over; or those of the other program join them. */
  tabs: fc.constantFrom('stay', 'cut', 'move', 'join'),
})
/** Parts of a page cannot be fetched, while its stream goes on. */
const failing = fc.record({ do: fc.constant('failing'), tab, write })

const step = fc.oneof(
  { weight: 10, arbitrary: write },
  { weight: 6, arbitrary: both },
  { weight: 5, arbitrary: blow },
  { weight: 5, arbitrary: press },
  { weight: 4, arbitrary: pick },
  { weight: 2, arbitrary: bulk },
  { weight: 4, arbitrary: go },
  { weight: 4, arbitrary: edit },
  { weight: 4, arbitrary: save },
  { weight: 3, arbitrary: contest },
  { weight: 2, arbitrary: add },
  { weight: 2, arbitrary: restart },
  { weight: 2, arbitrary: outage },
  { weight: 1, arbitrary: failing },
)

const shown = fc.record({ view: fc.constantFrom(...viewNames, 'edit' as const), seat })

export const interleaving = fc.record({
  tabs: fc.tuple(shown, shown, shown),
  steps: fc.array(step, { minLength: 5, maxLength: 15 }),
})

type Of<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never
export type Interleaving = Of<typeof interleaving>
export type Step = Of<typeof step>
export type Write = Of<typeof write>
export type Blow = Of<typeof blow>
export type StepOf<Name extends Step['do']> = Extract<Step, { readonly do: Name }>
