import { Icon } from './icon.tsx'

/** An address that a platform gave, where a browser may be led there; else `null`. */
export function outward(address: string | null): string | null {
  const url = URL.parse(address ?? '')
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null
}

/** The way to the platform, which learns nothing of where somebody comes from. Nothing, where it gave no address. */
export const OutLink = ({ to, label }: { to: string | null; label: string }) => {
  const href = outward(to)
  if (href === null) return null
  return (
    <a class="act" href={href} rel="noreferrer" aria-label={label} title={label}>
      <Icon name="external" />
    </a>
  )
}
