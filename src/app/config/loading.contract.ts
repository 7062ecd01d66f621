import { Secret } from '../../kernel/index.ts'
import { type Config, formatProblem, type LoadOptions, loadConfig } from './index.ts'

export type Given = Partial<Pick<LoadOptions, 'flags' | 'env' | 'checkService'>> & {
  readonly yaml?: string
  readonly dotenv?: string
  readonly files?: Readonly<Record<string, string>>
}

export const key = 'nW4v0vHq3m1xZ8sYb7tK2cJ6pR5dF9gL'

export function load({ yaml, dotenv, files = {}, flags = {}, env = {}, ...rest }: Given) {
  const disk = new Map(Object.entries(files))
  if (yaml !== undefined) disk.set('/app/config/config.yaml', yaml)
  if (dotenv !== undefined) disk.set('/app/.env', dotenv)
  const readFile = (path: string) => disk.get(path) ?? null
  return loadConfig({ flags, env, cwd: '/app', readFile, ...rest })
}

export function loaded(given: Given) {
  const result = load(given)
  if (result.kind === 'refused') throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.config
}

export function problems(given: Given): string[] {
  const result = load(given)
  return result.kind === 'refused' ? result.problems.map(formatProblem) : []
}

export function warnings(given: Given): string[] {
  const result = load(given)
  return result.kind === 'ok' ? result.warnings.map(formatProblem) : []
}

export const tokenOf = (connection: Config['connections'][number] | undefined): unknown => {
  const token = connection?.settings.token
  return token instanceof Secret ? token.reveal() : token
}
