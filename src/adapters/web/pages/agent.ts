/** What browsers call themselves. The order matters: most of them also claim to be another one. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/(Firefox|FxiOS)\//, 'Firefox'],
  [/(Chrome|CriOS)\//, 'Chrome'],
  [/Version\/[\d.]+.*Safari\//, 'Safari'],
]

const systems: readonly (readonly [RegExp, string])[] = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Macintosh|Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
]

const named = (agent: string, among: typeof browsers): string | undefined =>
  among.find(([pattern]) => pattern.test(agent))?.[1]

/** `Firefox on Linux`, `curl/8.14.1`: enough to recognise a log-in of one's own by. */
export function agentText(agent: string): string {
  const browser = named(agent, browsers)
  const system = named(agent, systems)
  if (browser !== undefined) return system === undefined ? browser : `${browser} on ${system}`
  return agent.trim().split(/[\s(]/)[0]?.slice(0, 40) || 'Unknown client'
}
