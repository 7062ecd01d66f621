import type { Complaint, ConfigProblem } from './problems.ts'
import { problemAt } from './problems.ts'
import type { Source } from './source.ts'
import { dotted, parsePath } from './tree.ts'
import type { Issue } from './validate.ts'
import type { Place } from './yaml-tree.ts'

/** Knows where each value came from. */
export type Locator = {
  /** The source of a value, or of the nearest part around it that was written. */
  source(path: string, of?: Issue['of']): Source
  /** The source of exactly this value; a default when nobody wrote it. */
  exact(path: string): Source
  problem(complaint: Complaint): ConfigProblem
  explain(issue: Issue): ConfigProblem
}

type Places = {
  readonly file: string | null
  readonly places: ReadonlyMap<string, Place>
  /** Environment and flags, which go before the file. */
  readonly sources: ReadonlyMap<string, Source>
}

export function createLocator({ file, places, sources }: Places): Locator {
  const written = (path: string, of: Issue['of']): Source | null =>
    sources.get(path) ?? places.get(path)?.[of] ?? null

  function source(path: string, of: Issue['of'] = 'value'): Source {
    const parts = parsePath(path)
    for (let length = parts.length; length > 0; length--) {
      const part = dotted(parts.slice(0, length))
      const found = written(part, of)
      if (found !== null) return found
    }
    return file === null ? { kind: 'default' } : { kind: 'file', file, line: null, column: null }
  }

  const problem = (complaint: Complaint) => problemAt(source(complaint.path), complaint)
  return {
    source,
    exact: (path) => written(path, 'key') ?? { kind: 'default' },
    problem,
    explain: ({ path, of, message, hint }) =>
      problemAt(source(dotted(path), of), { path: dotted(path), message, hint }),
  }
}
