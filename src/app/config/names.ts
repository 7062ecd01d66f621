import { namedSections } from './inactive.ts'
import type { Locator } from './locate.ts'
import type { ConfigProblem } from './problems.ts'
import { describeSource } from './source.ts'
import { dotted, isMapping, type Path, valueAt } from './tree.ts'

/** Lists in which one name means one thing. */
const spaces: readonly { readonly sections: readonly string[]; readonly key: string }[] = [
  { sections: namedSections, key: 'name' },
  { sections: ['services'], key: 'name' },
  { sections: ['databases'], key: 'name' },
  { sections: ['scrape_configs'], key: 'job_name' },
]

/** Names that stand twice, each with the place of the first. */
export function repeatedNames(tree: unknown, locator: Locator): ConfigProblem[] {
  return spaces.flatMap(({ sections, key }) => {
    const first = new Map<string, string>()
    return namePaths(tree, sections, key).flatMap((path) => {
      const name = valueAt(tree, path)
      if (typeof name !== 'string') return []
      const before = first.get(name.trim())
      if (before === undefined) {
        first.set(name.trim(), dotted(path))
        return []
      }
      const place = describeSource(locator.source(before))
      const message = `this name stands twice, first as ${before} (${place})`
      return [locator.problem({ path: dotted(path), message })]
    })
  })
}

/** In the order of the file: the second one is the one that is wrong. */
const namePaths = (tree: unknown, sections: readonly string[], key: string): Path[] =>
  Object.entries(isMapping(tree) ? tree : {}).flatMap(([section, list]) =>
    sections.includes(section) && Array.isArray(list)
      ? list.map((_, index): Path => [section, index, key])
      : [],
  )
