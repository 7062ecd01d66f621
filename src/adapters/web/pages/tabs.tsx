import { paths } from '../paths.ts'

export type Tab = { readonly href: string; readonly word: string }

export const accountTabs: readonly Tab[] = [
  { href: paths.account, word: 'Account' },
  { href: paths.sessions, word: 'Sessions' },
]

export const settingsTabs: readonly Tab[] = [
  { href: paths.settings, word: 'Program' },
  { href: paths.users, word: 'Users' },
  { href: paths.audit, word: 'Audit log' },
]

export const ciTabs: readonly Tab[] = [
  { href: paths.ci, word: 'Projects' },
  { href: paths.deployments, word: 'Deployments' },
  { href: paths.ciStats, word: 'Statistics' },
]

type TabsProps = {
  readonly label: string
  readonly tabs: readonly Tab[]
  /** The address of the page itself. */
  readonly at: string
}

/** Pages that belong together, one of them marked as the one that is looked at. */
export const Tabs = ({ label, tabs, at }: TabsProps) => (
  <nav class="tabs" aria-label={label}>
    {tabs.map(({ href, word }) => (
      <a href={href} aria-current={href === at ? 'page' : undefined}>
        {word}
      </a>
    ))}
  </nav>
)
