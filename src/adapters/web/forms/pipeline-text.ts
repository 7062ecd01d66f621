import type { FieldError } from '../../../kernel/index.ts'
import type { Preferences, StoredPreferences } from '../../../modules/identity/index.ts'
import type { Typed } from './read-form.ts'

/** What the form of pipelines on the account's page shows. */
export function pipelineText({ preferences, rev }: StoredPreferences): Typed {
  const { groups, layout, notifications: told } = preferences
  return {
    rev: String(rev),
    groups: groups.map(groupLine).join('\n'),
    group_by: layout.groupBy,
    wall_projects: layout.wall.projects,
    wall_columns: layout.wall.columns === null ? '' : String(layout.wall.columns),
    channel_id: told.channelId === null ? '' : String(told.channelId),
    broken: told.broken ? 'on' : '',
    fixed: told.fixed ? 'on' : '',
    mine_only: told.mineOnly ? 'on' : '',
    names: told.names.join('\n'),
    projects: told.projects,
  }
}

const groupLine = ({ name, projects }: Preferences['groups'][number]): string =>
  `${name}: ${projects.join(', ')}`

/** Preferences that a form comes to: those that it asks for, as REST bodies have them. */
export const pipelineDraft = (typed: Typed): Readonly<Record<string, unknown>> => ({
  groups: linesOf(typed.groups).map(groupOf),
  layout: {
    group_by: typed.group_by ?? '',
    wall: { projects: typed.wall_projects ?? '', columns: numberOr(typed.wall_columns) },
  },
  notifications: {
    channel_id: numberOr(typed.channel_id),
    broken: isTicked(typed.broken),
    fixed: isTicked(typed.fixed),
    mine_only: isTicked(typed.mine_only),
    names: linesOf(typed.names),
    projects: typed.projects ?? '',
  },
})

const isTicked = (text: string | undefined): boolean => text !== undefined && text !== ''

const linesOf = (text = ''): string[] =>
  text.split(/\r?\n/).flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))

/** `till: 1, 2`. A name may have colons; ids have none. */
function groupOf(line: string): { readonly name: string; readonly projects: readonly unknown[] } {
  const at = line.lastIndexOf(':')
  if (at < 0) return { name: line, projects: [] }
  const ids = line
    .slice(at + 1)
    .split(/[\s,]+/)
    .filter((id) => id !== '')
  return { name: line.slice(0, at).trim(), projects: ids.map(numberOr) }
}

/** A whole number; nothing for nothing; else the text, which whoever reads it refuses. */
function numberOr(text = ''): number | string | null {
  const digits = text.trim()
  if (digits === '') return null
  return /^\d{1,15}$/.test(digits) ? Number(digits) : digits
}

const fieldOf: Readonly<Record<string, string>> = {
  'layout.group_by': 'group_by',
  'layout.wall.projects': 'wall_projects',
  'layout.wall.columns': 'wall_columns',
}

/** Errors of a body at the fields of the form. A group is told by its name's place, from 1. */
export const atPipelineFields = (errors: readonly FieldError[]): readonly FieldError[] =>
  errors.map(({ path, message }) => {
    const group = /^groups\.(\d+)\./.exec(path)?.[1]
    if (group !== undefined) {
      return { path: 'groups', message: `in line ${Number(group) + 1}: ${message}` }
    }
    const told = /^notifications\.(\w+)/.exec(path)?.[1]
    return { path: told ?? fieldOf[path] ?? path, message }
  })
