import type { ServiceId } from '../../../kernel/index.ts'
import { mostLines, type PastedLine } from '../forms/index.ts'
import { hx, Icon, plain, refusedAside } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { Field } from './field.tsx'

/** What became of a line. */
export type PasteOutcome = { readonly line: PastedLine } & (
  | { readonly kind: 'added' | 'watched'; readonly id: ServiceId; readonly name: string }
  | { readonly kind: 'refused'; readonly why: string }
)

const pasteId = 'paste'

export type PasteProps = {
  /** So that a list that is sent twice is added once. */
  readonly idem: string
  /** What stands in the box: at first nothing, then the lines that were refused. */
  readonly text?: string
  readonly outcomes?: readonly PasteOutcome[]
  /** How many lines were more than one list may have. They were not looked at. */
  readonly beyond?: number
  /** What is wrong with the whole list. */
  readonly error?: string
}

/** Many services at once, from a list of addresses. It answers in its own place. */
export const PasteBox = ({ idem, text = '', outcomes = [], beyond = 0, error }: PasteProps) => (
  <section id={pasteId} class="panel paste" aria-labelledby="paste-title">
    <header>
      <h2 id="paste-title">Paste a list of addresses</h2>
    </header>
    <form
      class="form"
      method="post"
      action={paths.pasteServices}
      data-keeps={text === '' ? '' : 'typed'}
      {...hx({
        'hx-post': paths.pasteServices,
        'hx-target': `#${pasteId}`,
        'hx-swap': 'outerHTML',
        'hx-sync': 'this:drop',
        'hx-morph-skip': true,
        ...refusedAside,
        'hx-status:422': 'swap:outerHTML',
      })}
    >
      {outcomes.length > 0 && <Outcomes outcomes={outcomes} beyond={beyond} />}
      <input type="hidden" name="_idem" value={idem} />
      <Field
        name="list"
        label={outcomes.length > 0 && text !== '' ? 'What was refused' : 'One a line'}
        type="lines"
        value={plain(text)}
        required={true}
        hint="https://shop.example/health, or with a name: Shop, https://shop.example/health. At most 200 lines; tcp://host:port works too."
        errors={error === undefined ? [] : [{ path: 'list', message: error }]}
      />
      <div class="acts">
        <button type="submit" class="primary" data-busy="Adding…">
          Add all
        </button>
        <p class="unsaved" role="alert" />
      </div>
    </form>
  </section>
)

const words = { added: 'Added', watched: 'Already watched', refused: 'Refused' } as const
const icons = { added: 'check', watched: 'paused', refused: 'warning' } as const

const Outcomes = ({ outcomes, beyond }: Required<Pick<PasteProps, 'outcomes' | 'beyond'>>) => (
  <div class="pasted">
    <p role="status">
      <b>{sentence(outcomes, beyond)}</b>
      {beyond > 0 && ` ${beyond} are beyond the ${mostLines} lines of one list: add them next.`}
    </p>
    <table>
      <caption class="hidden">What became of each line</caption>
      <thead>
        <tr>
          <th scope="col">Line</th>
          <th scope="col">Outcome</th>
          <th scope="col">Service</th>
        </tr>
      </thead>
      <tbody>
        {outcomes.map((outcome) => (
          <tr class={outcome.kind}>
            <td class="num">{outcome.line.number}</td>
            <td>
              <Icon name={icons[outcome.kind]} /> {words[outcome.kind]}
            </td>
            <td>
              {outcome.kind === 'refused' ? (
                <>
                  <span class="url">{plain(outcome.line.text.slice(0, 200))}</span>
                  <small>{plain(outcome.why)}</small>
                </>
              ) : (
                <a href={paths.service(outcome.id)}>{plain(outcome.name)}</a>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

function sentence(outcomes: readonly PasteOutcome[], beyond: number): string {
  const count = (kind: PasteOutcome['kind']) => outcomes.filter((one) => one.kind === kind).length
  const refused = count('refused') + beyond
  const parts = [
    `${count('added')} added`,
    ...(count('watched') > 0 ? [`${count('watched')} already watched`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
  ]
  return `${parts.join(', ')}.`
}

export const PastePage = (props: PasteProps) => (
  <div class="narrow">
    <h1>Add services</h1>
    <PasteBox {...props} />
    <p>
      <a href={paths.services}>To the services</a>
    </p>
  </div>
)
