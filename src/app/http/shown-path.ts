/** The segment behind these is a secret of whoever calls. */
const secretBehind = /^(\/+api\/+v1\/+(?:heartbeats\/+|webhooks\/+[^/]+\/+))[^/]+/i

/** A path as logs and messages may have it. */
export const shownPath = (path: string): string => path.replace(secretBehind, '$1•••')
