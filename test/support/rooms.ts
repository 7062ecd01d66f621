import type { Import } from './house.ts'

const rings = ['kernel', 'modules', 'adapters', 'app', 'main.ts']

/** The rank of a file's ring, from the inside out; -1 when it lives in none. */
export const ring = (path: string): number => rings.indexOf(path.split('/')[1] ?? '')

/** The kernel and the modules. */
export const inside = (path: string): boolean => ring(path) === 0 || ring(path) === 1

/** The HTTP client of the connectors is part of their corridor: each of them is built on it. */
const rooms =
  /^src\/(?:modules\/[^/]+|adapters\/(?:stores|connectors(?!\/http\/)|probes|channels)\/[^/]+(?=\/)|adapters\/[^/]+|kernel|app)/

/** The unit that a boundary is drawn around: the kernel, a module, an adapter, a room of a wing, the app. */
export const room = (path: string): string => rooms.exec(path)?.[0] ?? path

export const isHoused = (path: string): boolean =>
  /^src\/(?:main\.ts$|(?:kernel|app)\/|(?:modules|adapters)\/[^/]+\/)/.test(path)

export const within = (inner: string, outer: string): boolean => `${inner}/`.startsWith(`${outer}/`)

export const startsIn = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => within(path, `src/${folder}`))

/** A wing's own files are the corridor of its rooms: between the two there is no crossing. */
const crosses = ({ from, to }: Import): boolean =>
  !within(room(from), room(to)) && !within(room(to), room(from))

/** An import between two rooms of one ring. */
export const crossesWithin = (edge: Import, ringName: 'modules' | 'adapters'): boolean => {
  const rank = rings.indexOf(ringName)
  return crosses(edge) && ring(edge.from) === rank && ring(edge.to) === rank
}

/** A room sees its wing's corridor freely; everyone else comes in through the index. */
export const passesTheDoor = ({ from, to }: Import): boolean =>
  within(room(from), room(to)) ||
  /^\/index\.tsx?$/.test(to.slice(room(to).length)) ||
  room(to) === to
