import type { Child } from 'hono/jsx'

type FactProps = { readonly word: string; readonly children?: Child }

/** A name and what stands for it, in a list of facts. */
export const Fact = ({ word, children }: FactProps) => (
  <div>
    <dt>{word}</dt>
    <dd>{children}</dd>
  </div>
)
