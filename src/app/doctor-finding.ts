/** What `doctor` found out about one thing. */
export type Finding = {
  readonly name: string
  readonly status: 'ok' | 'warn' | 'fail'
  readonly detail: string
  /** What to do about it; `null` when it is well. */
  readonly advice: string | null
}

export const ok = (name: string, detail: string): Finding => ({
  name,
  status: 'ok',
  detail,
  advice: null,
})

type Trouble = Pick<Finding, 'name' | 'detail'> & { readonly advice: string }

export const warn = (trouble: Trouble): Finding => ({ ...trouble, status: 'warn' })
export const fail = (trouble: Trouble): Finding => ({ ...trouble, status: 'fail' })

export const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
