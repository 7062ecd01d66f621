/** One page of a list. `page` counts from 1. */
export type Page<Item> = {
  readonly items: readonly Item[]
  readonly total: number
  readonly page: number
  readonly limit: number
}

export type PageRequest = { readonly page: number; readonly limit: number }

export const maxPageSize = 200
