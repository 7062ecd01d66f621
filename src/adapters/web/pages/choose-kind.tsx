import type { ConfigType } from '../forms/index.ts'
import { Choose } from './choose.tsx'

type ChooseKindProps = {
  readonly title: string
  /** Where the form for the kind is. */
  readonly action: string
  /** The name of the choice in that address. */
  readonly name: string
  readonly label: string
  readonly value: string
  readonly kinds: readonly ConfigType[]
}

/** The first step to another one: of which kind it is to be. */
export const ChooseKind = ({ title, action, name, label, value, kinds }: ChooseKindProps) => (
  <section class="panel" aria-labelledby="h-new">
    <header>
      <h2 id="h-new">{title}</h2>
    </header>
    <form class="form" method="get" action={action}>
      <Choose
        name={name}
        label={label}
        value={value}
        choices={kinds.map(({ type, title: word }) => ({ value: type, word }))}
      />
      <div class="acts">
        <button type="submit" class="primary">
          Continue
        </button>
      </div>
    </form>
  </section>
)
