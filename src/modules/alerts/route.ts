/** A channel with tags hears of services that have one of them; one without hears of all. */
export const hears = (
  channel: { readonly tags: readonly string[] },
  service: { readonly tags: readonly string[] },
): boolean => channel.tags.length === 0 || channel.tags.some((tag) => service.tags.includes(tag))
