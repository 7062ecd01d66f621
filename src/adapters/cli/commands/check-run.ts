import { Refusal } from '../../../kernel/index.ts'
import type { Phases, ProbeResult } from '../../../modules/checks/index.ts'
import { misused } from '../args.ts'
import { type Args, type Cli, command } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit.ts'
import { durationOf, jsonOption, probeOptions, probeSettings } from '../shared-options.ts'
import { withScheme } from '../target.ts'

const options = {
  timeout: { type: 'string', value: 'DURATION', help: 'when to give up (default 10s)' },
  ...probeOptions,
  ...jsonOption,
} as const

/** The bounds of a service's timeout. */
const timeouts = { least: 100, most: 300_000, usual: 10_000 }

type Found = ProbeResult & { readonly target: string }

export const checkRun = command({
  name: 'check run',
  arguments: ['TARGET'],
  summary: 'Probes a target once and tells all it saw',
  notes: [
    'It needs no server. "example.com" means https://example.com, "db:5432" means tcp://db:5432.',
    'The exit code is 0 when the target is up, 1 when it is not.',
  ],
  options,
  example: 'pharos check run https://example.com --timeout 5s --expected-status 200,204',
  async run(args, cli) {
    const found = await probeOnce(args, cli)
    if (args.flag('json')) printJson(found, cli)
    else print(found, cli)
    return exitOf(found)
  },
})

async function probeOnce(args: Args<keyof typeof options>, { deps }: Cli): Promise<Found> {
  const timeoutMs = durationOf(args, 'timeout') ?? timeouts.usual
  if (timeoutMs < timeouts.least || timeoutMs > timeouts.most) {
    throw misused('--timeout takes from 100ms to 5m')
  }
  const { probes, parseTarget } = await deps.openProbes()
  const { type, target, config } = parseTarget(
    withScheme(args.positionals[0] ?? ''),
    probeSettings(args),
  )
  const probe = probes.probeOf(type)
  if (probe === null) throw new Refusal('invalid', `this build has no probe of type ${type}`)
  const result = await probe({ target, timeoutMs, config }, deps.signal)
  deps.signal.throwIfAborted()
  return { target, ...result }
}

function exitOf({ status, reason }: Found): ExitCode {
  if (reason === 'blocked_by_policy') return exitCodes.refused
  return status === 'up' ? exitCodes.fine : exitCodes.no
}

const names = {
  dns_ms: ['dnsMs', 'dns'],
  connect_ms: ['connectMs', 'connect'],
  tls_ms: ['tlsMs', 'tls'],
  first_byte_ms: ['firstByteMs', 'first byte'],
  total_ms: ['totalMs', 'total'],
} as const satisfies Record<string, readonly [keyof Phases, string]>

function printJson({ target, status, reason, message, phases, evidence }: Found, { screen }: Cli) {
  screen.json({
    target,
    status: status.toUpperCase(),
    reason,
    message,
    phases: Object.fromEntries(
      Object.entries(names).map(([name, [key]]) => [name, rounded(phases[key])]),
    ),
    evidence,
  })
}

/** Microseconds are the finest that any timer here can tell. */
const rounded = (ms: number | null): number | null =>
  ms === null ? null : Math.round(ms * 1_000) / 1_000

function print({ target, status, reason, message, phases, evidence }: Found, { screen }: Cli) {
  screen.verdict(status.toUpperCase(), `${target}  ${message}`)
  screen.table(
    [{ title: 'PHASE' }, { title: 'TIME', align: 'right' }],
    Object.values(names).flatMap(([key, name]) => {
      const ms = phases[key]
      return ms === null ? [] : [[name, `${ms.toFixed(1)} ms`]]
    }),
  )
  screen.line('')
  screen.table(
    [{ title: 'EVIDENCE' }, { title: '', least: 20 }],
    [['reason', reason], ...Object.entries(evidence).map(([name, value]) => [name, String(value)])],
  )
}
