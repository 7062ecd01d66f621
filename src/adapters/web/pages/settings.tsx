import { Age, Icon, plain } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import type { About, Setting } from '../program.ts'
import { settingsTabs, Tabs } from './tabs.tsx'
import { When } from './when.tsx'

type SettingsProps = { readonly about: About; readonly done: string | null }

export const SettingsPage = ({ about, done }: SettingsProps) => (
  <div class="middling">
    <h1>Settings</h1>
    <Tabs label="Settings" tabs={settingsTabs} at={paths.settings} />
    {done !== null && (
      <p class="done" role="status">
        {done}
      </p>
    )}
    {about.unarmed !== null && <Unarmed {...about.unarmed} />}
    {about.refused !== null && <Refused {...about.refused} />}
    {about.warnings.length > 0 && <Warnings warnings={about.warnings} />}
    <Facts {...about} />
    <Configuration {...about} />
    <Elsewhere publicMetrics={about.publicMetrics} />
  </div>
)

const Unarmed = ({ restoredAt, from }: NonNullable<About['unarmed']>) => (
  <section class="summary" aria-labelledby="h-unarmed">
    <h2 id="h-unarmed">This is a restored copy, and sends nothing</h2>
    <p>
      It has the data of <When at={from} />, and was restored <Age at={restoredAt} />. It checks,
      and shows what it finds; messages and the heartbeat stay here until somebody arms it. Arm it
      once the program that it takes the place of is gone, or people get everything twice.
    </p>
    <form method="post" action={paths.arm}>
      <button type="submit">Arm this copy</button>
    </form>
  </section>
)

const Refused = ({ at, problems }: NonNullable<About['refused']>) => (
  <section class="summary" role="alert" aria-labelledby="h-refused">
    <h2 id="h-refused">The changed configuration is refused; the old one stays</h2>
    <p>
      It was read <Age at={at} />, at <When at={at} />.
    </p>
    <ul>
      {problems.map((problem) => (
        <li>{plain(problem)}</li>
      ))}
    </ul>
  </section>
)

const Warnings = ({ warnings }: Pick<About, 'warnings'>) => (
  <section class="summary mild" aria-labelledby="h-warnings">
    <h2 id="h-warnings">Worth a look</h2>
    <ul>
      {warnings.map((warning) => (
        <li>{plain(warning)}</li>
      ))}
    </ul>
  </section>
)

const Facts = (about: About) => (
  <section class="panel" aria-labelledby="h-program">
    <header>
      <h2 id="h-program">Program</h2>
    </header>
    <dl class="facts">
      <Fact word="Version">{about.version}</Fact>
      <Fact word="Started">
        <Age at={about.startedAt} />
      </Fact>
      <Fact word="Environment">{about.environment}</Fact>
      <Fact word="Database">{about.database}</Fact>
      <Fact word="Data folder">
        <code>{plain(about.folder)}</code>
        {about.folderBytes !== null && ` ${sizeText(about.folderBytes)}`}
      </Fact>
      <Fact word="Configuration file">
        {about.file === null ? 'none' : <code>{plain(about.file)}</code>}
      </Fact>
      <Fact word="Read again">
        {about.readAgainAt === null ? 'not since the start' : <Age at={about.readAgainAt} />}
      </Fact>
    </dl>
  </section>
)

const Fact = ({ word, children }: { word: string; children?: unknown }) => (
  <div>
    <dt>{word}</dt>
    <dd>{children}</dd>
  </div>
)

/** Bytes for people, in powers of 1024. */
function sizeText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1)
  const value = bytes / 1_024 ** power
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`
}

const Configuration = ({ settings, ownedServices }: About) => (
  <section class="panel" aria-labelledby="h-configuration">
    <header>
      <h2 id="h-configuration">Configuration</h2>
    </header>
    <p class="note">
      Read only: change the file or the environment. A running program takes over services and the
      log level on SIGHUP, everything else at the next start.
      {ownedServices > 0 && ` The file owns ${ownedServices} of the services.`}
    </p>
    <table class="lines settings">
      <caption class="hidden">Effective configuration</caption>
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col">Value</th>
          <th scope="col">From</th>
        </tr>
      </thead>
      <tbody>
        {settings.map((setting) => (
          <Line setting={setting} />
        ))}
      </tbody>
    </table>
  </section>
)

const Line = ({ setting: { key: name, value, origin } }: { setting: Setting }) => (
  <tr>
    <th scope="row">
      <code>{plain(name)}</code>
    </th>
    <td>
      <code>{value === '' ? <span class="none">empty</span> : plain(value)}</code>
    </td>
    <td class={origin === 'default' ? 'none' : undefined}>{plain(origin)}</td>
  </tr>
)

const Elsewhere = ({ publicMetrics }: Pick<About, 'publicMetrics'>) => (
  <section class="panel" aria-labelledby="h-elsewhere">
    <header>
      <h2 id="h-elsewhere">For programs</h2>
    </header>
    <ul class="links">
      <li>
        <a href="/api/docs">
          <Icon name="external" /> API documentation
        </a>
      </li>
      <li>
        <a href="/metrics">
          <Icon name="external" /> Metrics
        </a>{' '}
        <span class="hint">
          {publicMetrics
            ? 'open to everybody, as server.public_metrics says'
            : 'for Prometheus, with an API token as the password or bearer'}
        </span>
      </li>
      <li>
        <a href="/api/health">
          <Icon name="external" /> Health
        </a>
      </li>
    </ul>
  </section>
)
