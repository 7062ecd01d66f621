import type { Phases } from '../../../modules/checks/index.ts'
import type { Standing } from '../../../modules/services/index.ts'
import { plain, ResponseTime, Status } from '../fragments/index.ts'

/** What a probe found that ran once for a form. */
export type Tried = {
  readonly status: Extract<Standing, 'up' | 'degraded' | 'down' | 'unknown'>
  readonly reason: string
  /** Text of the target is in it. */
  readonly message: string
  readonly phases: Phases
  readonly evidence: Readonly<Record<string, string | number>>
  /** The address as the probe took it. */
  readonly target: string
}

/** How a test went: what was found, or why there was none. */
export type Trial =
  | { readonly kind: 'found'; readonly tried: Tried }
  | { readonly kind: 'refused'; readonly message: string; readonly errors: readonly string[] }

export const trialId = 'try-result'

/** Stands empty in the form until somebody tests. */
export const TryResult = ({ trial }: { trial: Trial | null }) => (
  <section id={trialId} class="tried" role="status" aria-label="Test">
    {trial?.kind === 'found' && <Found {...trial.tried} />}
    {trial?.kind === 'refused' && <RefusedTrial {...trial} />}
  </section>
)

const words = { up: 'Up', degraded: 'Degraded', down: 'Down', unknown: 'Unknown' } as const

const Found = ({ status, reason, message, phases, evidence, target }: Tried) => (
  <>
    <p>
      <Status status={status} reason={reason} word={words[status]} /> {plain(message)}
    </p>
    <p class="hint">
      One test of <span class="url">{plain(target)}</span>. Nothing is saved.
    </p>
    <PhaseBars phases={phases} />
    {Object.keys(evidence).length > 0 && (
      <dl class="evidence">
        {Object.entries(evidence).map(([name, value]) => (
          <div>
            <dt>{plain(name.replaceAll('_', ' '))}</dt>
            <dd>{plain(String(value))}</dd>
          </div>
        ))}
      </dl>
    )}
  </>
)

const RefusedTrial = ({ message, errors }: Extract<Trial, { kind: 'refused' }>) => (
  <>
    <p class="error">{errors.length === 0 ? plain(message) : 'Not tested:'}</p>
    {errors.length > 0 && (
      <ul>
        {errors.map((wrong) => (
          <li>{plain(wrong)}</li>
        ))}
      </ul>
    )}
  </>
)

/** The phases one after another, each as long as it took. */
const PhaseBars = ({ phases }: { phases: Phases }) => {
  const parts = [
    { word: 'DNS', ms: phases.dnsMs },
    { word: 'Connect', ms: phases.connectMs },
    { word: 'TLS', ms: phases.tlsMs },
    { word: 'First byte', ms: phases.firstByteMs },
  ]
  let passed = 0
  const rows = parts.map(({ word, ms }) => {
    const from = passed
    passed += ms ?? 0
    return { word, ms, from }
  })
  return (
    <ol class="phases">
      {[...rows, { word: 'Total', ms: phases.totalMs, from: 0 }].map(({ word, ms, from }) => (
        <li>
          <span>{word}</span>
          <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
            <rect
              x={share(from, phases.totalMs)}
              y="0"
              width={share(ms ?? 0, phases.totalMs)}
              height="8"
            />
          </svg>
          <span class="num">
            <ResponseTime ms={ms} />
          </span>
        </li>
      ))}
    </ol>
  )
}

/** In hundredths of the whole, with one decimal. */
const share = (ms: number, totalMs: number): string =>
  totalMs <= 0 ? '0' : Math.min(100, (100 * ms) / totalMs).toFixed(1)
