import { describe, inject, test } from 'vitest'

/** Real engines that some suites need. `npm run services` brings them up. */
export const engineNames = [
  'postgres',
  'chromium',
  'nginx',
  'bubblewrap',
  'systemd',
  'tmpfs',
  'prlimit',
  'redis',
  'dnsmasq',
  'ping',
  'sshd',
  'aiosmtpd',
  'buildbot',
] as const
export type EngineName = (typeof engineNames)[number]

/** Where an engine is (an URL, or the path of an executable), or why it is not there. */
export type Engine =
  | { readonly present: true; readonly address: string }
  | { readonly present: false; readonly reason: string }

export type Engines = Readonly<Record<EngineName, Engine>>

declare module 'vitest' {
  // Vitest's registry of provided values can only be extended as an interface.
  // biome-ignore lint/style/useConsistentTypeDefinitions: declaration merging needs an interface
  interface ProvidedContext {
    engines: Engines
    /** Engines whose absence is a failure: the list in `PHAROS_REQUIRE`. */
    required: readonly EngineName[]
  }
}

/** The engine as it was found before the first test. */
export const engine = (name: EngineName): Engine => inject('engines')[name]

/**
 * A suite that needs an engine. Where the engine is absent, the suite is one skipped test that names
 * the reason, or one failed test when `PHAROS_REQUIRE` asks for the engine.
 */
export function describeWith(
  name: EngineName,
  title: string,
  suite: (address: string) => void,
): void {
  const found = engine(name)
  describe(title, () => {
    if (found.present) suite(found.address)
    else test(`needs ${name}`, (context) => miss(name, found.reason, context.skip))
  })
}

/** What becomes of a test whose engine is absent: it is skipped, or fails where the engine is asked for. */
export function miss(name: EngineName, reason: string, skip: (reason: string) => never): void {
  if (inject('required').includes(name)) throw new Error(`${name} is required: ${reason}`)
  skip(reason)
}
