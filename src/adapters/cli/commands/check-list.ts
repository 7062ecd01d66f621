import { age } from '../age.ts'
import { type Fields, numberOf, shown, textOf } from '../answer.ts'
import { connect } from '../client.ts'
import { command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import { allServices } from '../services.ts'
import { serverOptions } from '../shared-options.ts'

const responseOf = (service: Fields): string => {
  const ms = numberOf(service, 'response_time_ms')
  return ms === null ? '–' : `${Math.round(ms)} ms`
}

export const checkList = command({
  name: 'check list',
  arguments: [],
  summary: 'Lists the services with their verdicts',
  notes: [],
  options: serverOptions,
  example: 'pharos check list',
  async run(args, { deps, screen }) {
    const { items, total } = await allServices(connect(args, deps))
    if (args.flag('json')) {
      screen.json({ items, total })
      return exitCodes.fine
    }
    const now = deps.clock.now()
    screen.table(
      [
        { title: 'STATUS', paint: screen.paint },
        { title: 'SERVICE', least: 12 },
        { title: 'REASON' },
        { title: 'FOR', align: 'right' },
        { title: 'RESPONSE', align: 'right' },
        { title: 'CHECKED', align: 'right' },
      ],
      items.map((one) => [
        shown(one.status),
        shown(one.name),
        shown(one.reason),
        age(textOf(one, 'since'), now),
        responseOf(one),
        age(textOf(one, 'last_checked_at'), now),
      ]),
    )
    if (items.length === 0) screen.note('There is no service yet; see "pharos help service add"')
    return exitCodes.fine
  },
})
