import { secretNames } from '../../kernel/index.ts'
import { probes } from './registry.ts'

/** The names of the secret settings of a probe, by its type. */
export const secretsOf = (type: string): readonly string[] => {
  const kind = probes.find((probe) => probe.type === type)
  return kind === undefined ? [] : secretNames(kind.config)
}
