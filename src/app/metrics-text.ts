/** One metric of the program. */
export type MetricFamily = {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary' | 'untyped'
  readonly samples: readonly MetricSample[]
}

export type MetricSample = {
  /** What stands behind the family's name: `_bucket`, `_sum`, `_count`. */
  readonly suffix?: '_bucket' | '_sum' | '_count'
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}

export const metricsContentType = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * Prometheus' text format 0.0.4.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export const writeMetrics = (families: readonly MetricFamily[]): string =>
  families.map(writeFamily).join('')

function writeFamily({ name, help, type, samples }: MetricFamily): string {
  const lines = [
    `# HELP ${name} ${escapeHelp(help)}`,
    `# TYPE ${name} ${type}`,
    ...samples.map((sample) => writeSample(name, sample)),
  ]
  return `${lines.join('\n')}\n`
}

function writeSample(family: string, { suffix, labels = {}, value }: MetricSample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`)
  const selector = pairs.length === 0 ? '' : `{${pairs.join(',')}}`
  return `${family}${suffix ?? ''}${selector} ${writeValue(value)}`
}

/** As Go's ParseFloat reads it. */
function writeValue(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return String(value)
  return value > 0 ? '+Inf' : '-Inf'
}

const escapeHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
const escapeLabel = (text: string): string => escapeHelp(text).replaceAll('"', '\\"')
