import { Icon } from '../fragments/index.ts'

type Shortcut = { readonly keys: readonly string[]; readonly does: string }

/** What `browser/keys.ts` listens to. */
const groups: readonly { readonly title: string; readonly shortcuts: readonly Shortcut[] }[] = [
  {
    title: 'Anywhere',
    shortcuts: [
      { keys: ['Ctrl K'], does: 'Search and commands' },
      { keys: ['/'], does: 'Search this page' },
      { keys: ['?'], does: 'This help' },
      { keys: ['t'], does: 'Next theme' },
      { keys: ['.'], does: 'Pause or resume live updates' },
      { keys: ['Esc'], does: 'Close, clear the selection, cancel' },
    ],
  },
  {
    title: 'Go to',
    shortcuts: [
      { keys: ['g', 'o'], does: 'Overview' },
      { keys: ['g', 's'], does: 'Services' },
      { keys: ['g', 'i'], does: 'CI' },
      { keys: ['g', 'd'], does: 'Deployments' },
      { keys: ['g', 'n'], does: 'Connections' },
      { keys: ['g', 'a'], does: 'Account' },
      { keys: ['g', 'p'], does: 'Preferences' },
      { keys: ['g', 't'], does: 'Settings, for admins' },
      { keys: ['g', 'u'], does: 'Users, for admins' },
      { keys: ['g', 'h'], does: 'Audit log, for admins' },
    ],
  },
  {
    title: 'In a list',
    shortcuts: [
      { keys: ['j'], does: 'Next row' },
      { keys: ['k'], does: 'Previous row' },
      { keys: ['Enter'], does: 'Open the row' },
      { keys: ['e'], does: 'Edit the row, or what the page is about' },
      { keys: ['x'], does: 'Select the row' },
    ],
  },
]

/** Every shortcut. `level` is that of its headings. */
const Shortcuts = ({ level }: { level: 2 | 3 }) => (
  <div class="shortcuts">
    {groups.map(({ title, shortcuts }) => (
      <section>
        {level === 2 ? <h2>{title}</h2> : <h3>{title}</h3>}
        <dl>
          {shortcuts.map(({ keys, does }) => (
            <div>
              <dt>
                {keys.map((key) => (
                  <kbd>{key}</kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </section>
    ))}
  </div>
)

export const HelpDialog = () => (
  <dialog id="help" aria-labelledby="h-help" closedby="any">
    <form method="dialog">
      <h2 id="h-help">Keyboard shortcuts</h2>
      <button type="submit" class="act" aria-label="Close">
        <Icon name="close" />
      </button>
    </form>
    <Shortcuts level={3} />
  </dialog>
)

/** The same as a page, and how to be rid of them. */
export const HelpPage = ({ preferences }: { preferences: string }) => (
  <div class="narrow">
    <h1>Keyboard shortcuts</h1>
    <p>
      Shortcuts of a single key do nothing while you type, and can be switched off in your{' '}
      <a href={preferences}>preferences</a>.
    </p>
    <Shortcuts level={2} />
  </div>
)
