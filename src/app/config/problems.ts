import type { Source } from './source.ts'

/** Something in the configuration that stops the program, or that it only mentions. */
export type ConfigProblem = {
  readonly file: string | null
  readonly line: number | null
  readonly column: number | null
  /** The dotted path of the key (`server.port`), or the variable's name where no key exists. */
  readonly path: string
  /** Never holds the value: it may be a secret that stands in the wrong place. */
  readonly message: string
  /** What the writer most likely meant. */
  readonly hint: string | null
}

/** `config/config.yaml:12:3: server.prot: unknown key; did you mean "port"?` */
export function formatProblem(problem: ConfigProblem): string {
  const place = [problem.file, problem.line, problem.column].filter((part) => part !== null)
  const meant = problem.hint === null ? '' : `; did you mean "${problem.hint}"?`
  const subject = [place.join(':'), problem.path].filter((part) => part !== '')
  return printable(`${[...subject, problem.message].join(': ')}${meant}`)
}

export type Complaint = {
  readonly path: string
  readonly message: string
  readonly hint?: string | null
}

/** A problem with a value, at the place that the value came from. */
export function problemAt(
  source: Source,
  { path, message, hint = null }: Complaint,
): ConfigProblem {
  const nowhere = { file: null, line: null, column: null }
  switch (source.kind) {
    case 'file':
      return { file: source.file, line: source.line, column: source.column, path, message, hint }
    case 'env': {
      const said = source.name === path ? message : `${message} (from ${source.name})`
      return { ...nowhere, file: source.file, line: source.line, path, message: said, hint }
    }
    case 'flag':
      return { ...nowhere, path, message: `${message} (from --${source.name})`, hint }
    case 'default':
      return { ...nowhere, path, message, hint }
  }
}

/** Keys and file names are text of others: no line break or escape sequence of theirs reaches a terminal. */
export const printable = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}]/gu,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** A broken file does not flood the screen. */
export const maxProblems = 100

/** Each problem once, in the order of the file and then of the environment, the first ones only. */
export function arranged(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const once = new Map(problems.map((problem) => [formatProblem(problem), problem]))
  const rank = ({ line }: ConfigProblem) => line ?? Number.MAX_SAFE_INTEGER
  const column = (problem: ConfigProblem) => problem.column ?? 0
  const inOrder = [...once.values()].sort((a, b) => rank(a) - rank(b) || column(a) - column(b))
  return inOrder.slice(0, maxProblems)
}
