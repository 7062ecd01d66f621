import type { Child } from 'hono/jsx'
import { Icon, outward } from '../fragments/index.ts'

type LeadProps = {
  /** As a platform has it. */
  readonly to: string | null
  readonly class?: string
  readonly children?: Child
}

/** A text that leads to a platform; only the text where it gave no address. */
export const Lead = ({ to, class: name = 'out', children }: LeadProps) => {
  const href = outward(to)
  if (href === null) return <>{children}</>
  return (
    <a class={name} href={href} rel="noreferrer">
      {children}
      <Icon name="external" />
    </a>
  )
}
