/** A place in the configuration file. Lines and columns count from 1. */
export type FileSource = {
  readonly kind: 'file'
  readonly file: string
  readonly line: number | null
  readonly column: number | null
}

/** Where a value came from. */
export type Source =
  | { readonly kind: 'default' }
  | FileSource
  | {
      readonly kind: 'env'
      /** The variable that was read: for a value out of a file its name ends in `_FILE`. */
      readonly name: string
      /** `.env` when it stands there, `null` for the real environment. */
      readonly file: string | null
      readonly line: number | null
    }
  | { readonly kind: 'flag'; readonly name: string }

/** `default`, `config/config.yaml:12`, `env PORT`, `env PORT (.env:3)`, `flag --port`. */
export function describeSource(source: Source): string {
  switch (source.kind) {
    case 'default':
      return 'default'
    case 'file':
      return [source.file, source.line].filter((part) => part !== null).join(':')
    case 'env':
      return source.file === null
        ? `env ${source.name}`
        : `env ${source.name} (${source.file}:${source.line})`
    case 'flag':
      return `flag --${source.name}`
  }
}
