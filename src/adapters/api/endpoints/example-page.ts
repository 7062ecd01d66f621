/** A page of a list, as the document shows it. */
export const pageOf = (...items: readonly unknown[]) => ({
  items,
  total: items.length,
  page: 1,
  limit: 50,
})
