import { formatDuration, Refusal } from '../../../kernel/index.ts'
import { type Fields, numberOf, shown } from '../answer.ts'
import { misused } from '../args.ts'
import { connect } from '../client.ts'
import { command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import { allServices, getService, idOf } from '../services.ts'
import { serverOptions } from '../shared-options.ts'

const intervalOf = (service: Fields): string => {
  const seconds = numberOf(service, 'check_interval')
  return seconds === null ? '–' : formatDuration(Math.round(seconds * 1_000))
}

export const serviceList = command({
  name: 'service list',
  arguments: [],
  summary: 'Lists the services',
  notes: [],
  options: serverOptions,
  example: 'pharos service list',
  async run(args, { deps, screen }) {
    const { items, total } = await allServices(connect(args, deps))
    if (args.flag('json')) {
      screen.json({ items, total })
      return exitCodes.fine
    }
    screen.table(
      [
        { title: 'ID', align: 'right' },
        { title: 'STATUS', paint: screen.paint },
        { title: 'NAME', least: 12 },
        { title: 'URL', least: 16 },
        { title: 'INTERVAL', align: 'right' },
      ],
      items.map((one) => [
        shown(one.id),
        shown(one.status),
        shown(one.name),
        shown(one.url),
        intervalOf(one),
      ]),
    )
    if (items.length === 0) screen.note('There is no service yet; see "pharos help service add"')
    return exitCodes.fine
  },
})

export const serviceShow = command({
  name: 'service show',
  arguments: ['SERVICE'],
  summary: 'Shows all about one service',
  notes: ['SERVICE is its id or its name.'],
  options: serverOptions,
  example: 'pharos service show shop',
  async run(args, { deps, screen }) {
    const client = connect(args, deps)
    const { service } = await getService(client, await idOf(client, args.positionals[0] ?? ''))
    if (args.flag('json')) screen.json(service)
    else {
      screen.table(
        [{ title: 'FIELD' }, { title: 'VALUE', least: 20 }],
        Object.entries(service).map(([name, value]) => [name, shown(value)]),
      )
    }
    return exitCodes.fine
  },
})

export const serviceRemove = command({
  name: 'service rm',
  arguments: ['SERVICE'],
  summary: 'Removes a service and its history',
  notes: ['SERVICE is its id or its name. On a terminal it asks first.'],
  options: {
    ...serverOptions,
    yes: { type: 'boolean', help: 'do not ask' },
  },
  example: 'pharos service rm shop --yes',
  async run(args, { deps, screen }) {
    const client = connect(args, deps)
    if (!args.flag('yes') && !deps.io.canAsk) {
      throw misused('nobody is there to ask; --yes removes the service all the same')
    }
    const { service } = await getService(client, await idOf(client, args.positionals[0] ?? ''))
    const [id, name] = [shown(service.id), shown(service.name)]
    if (!args.flag('yes')) {
      const answer = await deps.io.readLine(`Remove service ${id} and its history? [y/N] `)
      if (!/^y(es)?$/i.test(answer?.trim() ?? '')) {
        throw new Refusal('conflict', 'nothing was removed')
      }
    }
    await client({ method: 'DELETE', path: `/services/${id}` })
    if (args.flag('json')) screen.json({ removed: service })
    else screen.line(`Removed service ${id}, ${name}`)
    return exitCodes.fine
  },
})
