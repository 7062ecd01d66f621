import { oneLine } from '../../kernel/index.ts'
import type { Answered, ProbeResult, Undecided } from '../../modules/checks/index.ts'
import { onAbort } from './abort.ts'
import { concealed, concealedEnd } from './conceal.ts'
import { findingOf, Unsure } from './failure.ts'
import type { ProbeWorld } from './kind.ts'
import { createMeter, doing, type Meter } from './meter.ts'
import { excerptOf } from './text.ts'

/** A socket or stream that a probe opens. */
type Resource = {
  destroy(): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
}

/** One run of a probe: what it has measured, found and opened so far. */
export type Scope = {
  readonly meter: Meter
  readonly evidence: Record<string, string | number>
  /** Evidence of many lines, which stands behind the other: the beginning of what a target said. */
  readonly excerpts: Record<string, string>
  /** Destroys it when the probe ends, and keeps its late errors from ending the process. */
  hold<R extends Resource>(resource: R): R
  /** Runs when the probe ends, for what is no stream. */
  onEnd(release: () => void): void
  /** Keeps this text out of the result: a target may repeat what it was told. */
  conceal(secret: string): void
  /** Releases all that is held, before the next hop of a redirect. */
  release(): void
}

type Run = {
  readonly world: Pick<ProbeWorld, 'monotonic'>
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

const ignore = (): void => {}

type OpenScope = Scope & { readonly secrets: ReadonlySet<string>; close(): void }

function openScope(world: Run['world']): OpenScope {
  const held: (() => void)[] = []
  const secrets = new Set<string>()
  let closed = false
  const scope = {
    meter: createMeter(() => world.monotonic()),
    evidence: {},
    excerpts: {},
    secrets,
    conceal(secret: string): void {
      secrets.add(secret)
    },
    hold<R extends Resource>(resource: R): R {
      resource.on('error', ignore)
      scope.onEnd(() => resource.destroy())
      return resource
    },
    // Work that outlives the probe (a late DNS answer) may still open things: they go at once.
    onEnd(release: () => void): void {
      if (closed) release()
      else held.push(release)
    },
    // Last in, first out: what came later may stand on what came before. (Node.js 26 dies when the
    // socket beneath a TLS one is destroyed first, in an event of the TLS one.)
    release(): void {
      for (const release of held.splice(0).reverse()) release()
    },
    close(): void {
      closed = true
      scope.release()
    },
  }
  return scope
}

type Ending = Omit<Answered, 'phases' | 'evidence'> | Omit<Undecided, 'phases' | 'evidence'>

/** How it is with a target whose probe threw. */
function endingOf(error: unknown, phase: ReturnType<Meter['current']>): Ending {
  if (!(error instanceof Unsure)) return { status: 'down', ...findingOf(error, phase) }
  return { status: 'unknown', reason: error.reason, message: error.message }
}

function resultOf(scope: OpenScope, found: Ending): ProbeResult {
  const evidence: Record<string, string | number> = {}
  const { secrets } = scope
  const safe = (text: string): string => oneLine(concealed(text, secrets))
  for (const [name, value] of Object.entries(scope.evidence)) {
    evidence[name] = typeof value === 'string' ? safe(value) : value
  }
  for (const [name, text] of Object.entries(scope.excerpts)) {
    const shown = excerptOf(concealedEnd(concealed(text, secrets), secrets))
    if (shown !== '') evidence[name] = shown
  }
  return { ...found, message: safe(found.message), phases: scope.meter.phases(), evidence }
}

/**
 * Runs a probe's work, which returns the message of a target that is up and throws for any other,
 * to its end, the timeout or the abort, whichever is first. The work need not cooperate: at the
 * end all it holds is destroyed, and what it does later counts no more.
 */
export function within(run: Run, work: (scope: Scope) => Promise<string>): Promise<ProbeResult> {
  const { timeoutMs, signal } = run
  const scope = openScope(run.world)
  return new Promise((resolve) => {
    let ended = false
    const end = (found: Ending): void => {
      if (ended) return
      ended = true
      clearTimeout(timer)
      forget()
      const result = resultOf(scope, found)
      scope.close()
      resolve(result)
    }
    const stop = (): void => end({ status: 'down', reason: 'internal', message: 'stopped' })
    const timer = setTimeout(() => {
      const phase = scope.meter.current()
      const message = `timed out after ${timeoutMs} ms ${phase ? doing[phase] : ''}`
      end({ status: 'down', reason: 'timeout', message })
    }, timeoutMs)
    const forget = onAbort(signal, stop)
    if (signal.aborted) return stop()
    work(scope).then(
      (message) => end({ status: 'up', reason: 'ok', message }),
      (error) => end(endingOf(error, scope.meter.current())),
    )
  })
}
