import type { Child } from 'hono/jsx'
import type { Role, User } from '../../../kernel/index.ts'
import { Icon, type IconName } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { choices, type Preferences } from '../preferences.ts'

export type HeaderProps = {
  readonly siteTitle: string
  readonly user: User | null
  readonly path: string
  readonly preferences: Preferences
  /** How the stream is; absent on a page without one. */
  readonly chip: Child
}

/** A page that can be gone to. */
export type Place = {
  readonly href: string
  readonly word: string
  readonly icon: IconName
  /** The letter that leads there after `g`. */
  readonly key: string
  readonly for?: Role
}

/** Where the bar leads; it stands at the lower edge of a phone, where there is room for five with the search. */
const places: readonly Place[] = [
  { href: paths.overview, word: 'Overview', icon: 'home', key: 'o' },
  { href: paths.services, word: 'Services', icon: 'list', key: 's' },
  { href: paths.ci, word: 'CI', icon: 'bolt', key: 'i' },
  { href: paths.maintenance, word: 'Maintenance', icon: 'wrench', key: 'm' },
]

/** Where the menu of the account leads. */
const menu: readonly Place[] = [
  { href: paths.deployments, word: 'Deployments', icon: 'shield', key: 'd' },
  { href: paths.connections, word: 'Connections', icon: 'key', key: 'n' },
  { href: paths.channels, word: 'Channels', icon: 'mail', key: 'c' },
  { href: paths.account, word: 'Account', icon: 'user', key: 'a' },
  { href: `${paths.account}#preferences`, word: 'Preferences', icon: 'settings', key: 'p' },
  { href: paths.settings, word: 'Settings', icon: 'settings', key: 't', for: 'admin' },
  { href: paths.users, word: 'Users', icon: 'users', key: 'u', for: 'admin' },
  { href: paths.audit, word: 'Audit log', icon: 'log', key: 'h', for: 'admin' },
]

/** Every place that somebody of a role can go to, in the order of the header. */
export const placesFor = (role: Role): readonly Place[] => openTo(role, [...places, ...menu])

const openTo = (role: Role, all: readonly Place[]) =>
  all.filter((place) => place.for === undefined || place.for === role)

export const Header = ({ siteTitle, user, path, preferences, chip }: HeaderProps) => (
  <header class="top">
    <a class="brand" href={paths.overview}>
      <Icon name="beacon" />
      <span>{siteTitle}</span>
    </a>
    {user !== null && (
      <>
        <nav class="bar" aria-label="Main">
          {openTo(user.role, places).map((place) => (
            <a href={place.href} data-go={place.key} aria-current={standing(place.href, path)}>
              <Icon name={place.icon} />
              <span>{place.word}</span>
            </a>
          ))}
          <a
            class="find"
            href={paths.search}
            data-opens="palette"
            aria-keyshortcuts="Control+K"
            aria-current={standing(paths.search, path)}
          >
            <Icon name="search" />
            <span>Search</span>
            <kbd>Ctrl K</kbd>
          </a>
        </nav>
        {chip}
        <ThemeSwitch theme={preferences.theme} />
        <button type="button" class="act" popovertarget="menu" aria-label="Account menu">
          <Icon name="user" />
        </button>
        <Menu user={user} />
      </>
    )}
  </header>
)

/** `page` for the page itself, `true` for one below it. */
function standing(href: string, path: string): 'page' | 'true' | undefined {
  if (href === path) return 'page'
  return href !== '/' && path.startsWith(`${href}/`) ? 'true' : undefined
}

const Menu = ({ user }: { user: User }) => (
  <nav id="menu" class="menu" popover="auto" aria-label="Account">
    <p>
      <b>{user.email}</b>
      <small>{user.role}</small>
    </p>
    {openTo(user.role, menu).map(({ href, word, icon, key }) => (
      <a href={href} data-go={key}>
        <Icon name={icon} />
        {word}
      </a>
    ))}
    <a href={paths.help} data-opens="help">
      <Icon name="keyboard" />
      Keyboard shortcuts
    </a>
    <form method="post" action={paths.logout}>
      <button type="submit">
        <Icon name="leave" />
        Log out
      </button>
    </form>
  </nav>
)

/** Goes on to the next theme. The script does it in place; without one the page is loaded again. */
const ThemeSwitch = ({ theme }: { theme: Preferences['theme'] }) => {
  const { theme: themes } = choices
  return (
    <form id="theme" class="theme" method="post" action={paths.preferences}>
      <button
        type="submit"
        class="act"
        name="theme"
        value={themes[(themes.indexOf(theme) + 1) % themes.length]}
        aria-label={`Theme: ${theme}`}
        title={`Theme: ${theme}`}
      >
        {themeIcons.map((name) => (
          <Icon name={name} />
        ))}
      </button>
    </form>
  )
}

/** All three are there, and the sheet shows the one that is on: the script has nothing to draw. */
const themeIcons = ['system', 'sun', 'moon'] as const
