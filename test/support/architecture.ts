import { type House, type Import, lineAt, readHouse, type SourceFile, testFile } from './house.ts'
import { crossesWithin, inside, isHoused, passesTheDoor, ring, room, startsIn } from './rooms.ts'

/** A place that breaks a law. `line` counts from 1; it is 0 where the law is about the whole file or house. */
export type Violation = {
  readonly law: LawName
  readonly file: string
  readonly line: number
  readonly says: string
}
type Place = Omit<Violation, 'law'>

/** Every law that the tree at a root breaks. Files of a later root replace those of an earlier one. */
export function lawsBrokenBy(...roots: readonly string[]): Violation[] {
  const house = readHouse(...roots)
  return lawNames.flatMap((law) => laws[law](house).map((place) => ({ law, ...place })))
}

/** Time, chance and I/O, by the names that reach them. */
const world = [
  /(?<![.\w$])Date\s*\.\s*now\b/g,
  /\bnew\s+Date\s*(?:\(\s*\)|(?![\s\w(.]))/g,
  /(?<!\bnew\s+)(?<![.\w$])Date\s*\(/g,
  /(?<![.\w$])Math\s*\.\s*random\b/g,
  /(?<![.\w$])Temporal\s*\.\s*Now\b/g,
  /(?<![.\w$])(?:Date|Math|Temporal)\s*\[|\}\s*=\s*(?:Date|Math|Temporal)\b/g,
  /(?<![.\w$])(?:fetch|setTimeout|setInterval|setImmediate)\s*\(/g,
  /(?<![.\w$])performance\s*\./g,
  /(?<![.\w$])(?:process|globalThis|console|navigator)\b/g,
  /(?<![.\w$])crypto\s*\.\s*(?:subtle|getRandomValues|randomUUID)\b/g,
]

/** Packages and built-in modules that only some folders may import. */
const homes: Readonly<Record<string, readonly string[]>> = {
  'node:sea': ['app'],
  pg: ['adapters/stores', 'adapters/probes'],
  'node:sqlite': ['adapters/stores'],
  jose: ['adapters/credentials'],
  ws: ['adapters/api', 'adapters/probes', 'app'],
  nodemailer: ['adapters/channels'],
  undici: ['adapters/connectors'],
  '@redis/client': ['adapters/cache'],
}

const insidePackages = ['zod', 're2js']
const environment = /(?<![.\w$])process\s*\??\.\s*env\b|(?<![.\w$])process\s*\[|\}\s*=\s*process\b/g
const focused = /\b(?:test|it|describe|suite)\b[\w.]*\.(?:only|skip|skipIf|runIf|todo)\b/g
const unexplained = /\.skip\s*\((?![^()]*(?:\([^()]*\)[^()]*)*['"`])/g
const computedImport = /\bimport\s*\(\s*(?!\s|['"])/g
const maxLines = 400
const budget = { direct: 20, production: 60 }

const laws = {
  'dependencies-point-inwards': (house) =>
    edges(house, (edge) => ring(edge.from) >= 0 && ring(edge.to) > ring(edge.from)),
  'rooms-are-entered-through-their-index': (house) => edges(house, (edge) => !passesTheDoor(edge)),
  'modules-meet-only-in-the-journal': (house) =>
    edges(
      house,
      (edge) => crossesWithin(edge, 'modules') && room(edge.to) !== 'src/modules/journal',
    ),
  'adapters-do-not-know-each-other': (house) =>
    edges(house, (edge) => crossesWithin(edge, 'adapters')),
  'every-file-lives-in-a-ring': ({ production }) =>
    production
      .filter(({ path }) => !isHoused(path))
      .map(({ path }) => ({ file: path, line: 1, says: 'it lives in no room of a ring' })),
  'the-graph-is-read': graphIsRead,
  'time-chance-and-io-are-arguments': ({ production }) =>
    matches(
      production.filter(({ path }) => inside(path)),
      world,
    ),
  'the-inside-imports-only-zod-and-re2js': (house) =>
    packages(house, ({ from, to }) => inside(from) && !insidePackages.includes(packageOf(to))),
  'drivers-stay-at-home': (house) =>
    packages(house, ({ from, to }) => {
      const home = homes[packageOf(to)]
      return home !== undefined && !inside(from) && !startsIn(from, home)
    }),
  'production-imports-production-packages': (house) =>
    packages(
      house,
      ({ from, to }) =>
        !inside(from) &&
        !to.startsWith('node:') &&
        !(packageOf(to) in (house.manifest.dependencies ?? {})),
    ),
  'routes-are-mounted-by-the-app': routesAreMountedByTheApp,
  'only-the-app-reads-the-environment': (house) => {
    const outside = house.production.filter(
      ({ path }) => !startsIn(path, ['app']) && path !== 'src/main.ts',
    )
    const fromProcess = ({ from, to, clause }: Import) =>
      to === 'node:process' && /\benv\b/.test(clause) && outside.some(({ path }) => path === from)
    return [...matches(outside, [environment]), ...packages(house, fromProcess)]
  },
  'files-are-short': ({ production }) =>
    production
      .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > maxLines)
      .map(({ path, lines }) => ({
        file: path,
        line: 1,
        says: `it has ${lines} lines, ${maxLines} are allowed`,
      })),
  'the-package-is-light': thePackageIsLight,
  'skips-have-a-reason': ({ tests }) => matches(tests, [focused, unexplained]),
  'production-knows-no-test': (house) => edges(house, ({ to }) => testFile.test(to)),
} satisfies Record<string, (house: House) => readonly Place[]>

export type LawName = keyof typeof laws
export const lawNames = Object.keys(laws) as readonly LawName[]

function edges({ production }: House, forbids: (edge: Import) => boolean): Place[] {
  return production
    .flatMap((file) => file.imports)
    .filter((edge) => edge.kind === 'file' && forbids(edge))
    .map(placeOf)
}

function packages({ production }: House, forbids: (edge: Import) => boolean): Place[] {
  return production
    .flatMap((file) => file.imports)
    .filter((edge) => edge.kind === 'package' && forbids(edge))
    .map(placeOf)
}

const placeOf = ({ from, to, line }: Import): Place => ({
  file: from,
  line,
  says: `it imports ${to}`,
})

function matches(files: readonly SourceFile[], patterns: readonly RegExp[]): Place[] {
  return files.flatMap(({ path, code }) =>
    patterns.flatMap((pattern) =>
      [...code.matchAll(pattern)].map((match) => ({
        file: path,
        line: lineAt(code, match.index),
        says: `it says ${match[0].trim()}`,
      })),
    ),
  )
}

/** `hono/jsx` is a part of `hono`; the part of a built-in module after its slash counts as the module. */
function packageOf(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/')
  return first.startsWith('@') ? `${first}/${second}` : first
}

/** A law over a graph that was not read holds for nothing. */
function graphIsRead({ production }: House): Place[] {
  const read = production.flatMap((file) => file.imports).filter(({ kind }) => kind === 'file')
  const says = `${read.length} imports were read in ${production.length} files`
  const unread = read.length > production.length / 2 ? [] : [{ file: 'src', line: 0, says }]
  return [...unread, ...matches(production, [computedImport])]
}

/**
 * An adapter offers routes as values, each with its access; only the app holds the Hono application
 * that mounts them behind one guard. So an adapter may use the types of Hono, never an application.
 */
function routesAreMountedByTheApp(house: House): Place[] {
  const outside = house.production.filter(({ path }) => !startsIn(path, ['app']))
  const isValue = ({ to, clause }: Import) =>
    /^(?:hono|@hono\/zod-openapi)(?:$|\/(?:tiny|quick)$)/.test(to) &&
    !clause.startsWith('type') &&
    clause.split(/[{},]/).some((name) => /^\s*(?:OpenAPI)?Hono\b/.test(name))
  return [
    ...matches(outside, [/\bnew\s+(?:\w+\s*\.\s*)?(?:OpenAPI)?Hono\b/g]),
    ...packages({ ...house, production: outside }, isValue),
  ]
}

function thePackageIsLight({ manifest, lock }: House): Place[] {
  const file = 'package-lock.json'
  const locked = Object.entries(lock.packages).filter(([path]) => path !== '')
  const production = locked.filter(
    ([, { dev, optional, devOptional }]) => !dev && !optional && !devOptional,
  )
  const direct = Object.keys(manifest.dependencies ?? {}).length
  const says = [
    direct > budget.direct && `${direct} direct packages, ${budget.direct} are allowed`,
    production.length > budget.production &&
      `${production.length} production packages, ${budget.production} are allowed`,
    ...production.map(
      ([path, { hasInstallScript }]) => hasInstallScript && `${path} has an install script`,
    ),
    ...locked.map(([path, { resolved }]) => resolved && `${path} records where it was downloaded`),
  ]
  return says
    .filter((text) => typeof text === 'string')
    .map((text) => ({ file, line: 0, says: text }))
}
