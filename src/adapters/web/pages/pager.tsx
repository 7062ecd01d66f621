import type { Page } from '../../../kernel/index.ts'

type PagerProps = {
  readonly page: Omit<Page<unknown>, 'items'>
  /** `accounts` */
  readonly noun: string
  /** The address of another page. */
  readonly to: (page: number) => string
}

/** Where a long list stands, with the ways to its neighbours; nothing for a list of one page. */
export const Pager = ({ page: { page, total, limit }, noun, to }: PagerProps) => {
  const pages = Math.max(1, Math.ceil(total / limit))
  if (pages === 1 && page === 1) return null
  return (
    <nav class="note" aria-label={`Pages of ${noun}`}>
      <span>{`Page ${page} of ${pages}, ${total} ${noun}`}</span>
      {page > 1 && <a href={to(Math.min(page - 1, pages))}>Previous</a>}
      {page < pages && <a href={to(page + 1)}>Next</a>}
    </nav>
  )
}
