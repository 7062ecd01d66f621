import { insert, type Markup } from '../fragments/index.ts'

export type OverviewProps = {
  readonly banner: Markup
  readonly counts: Markup
  readonly table: Markup
}

export const OverviewPage = ({ banner, counts, table }: OverviewProps) => (
  <>
    <h1 class="hidden">Overview</h1>
    {insert(banner)}
    {insert(counts)}
    {insert(table)}
  </>
)

export const ServicesPage = ({ banner, table }: Omit<OverviewProps, 'counts'>) => (
  <>
    <h1 class="hidden">Services</h1>
    {insert(banner)}
    {insert(table)}
  </>
)
