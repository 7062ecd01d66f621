import { answerTo, clientFor } from './answer.ts'
import {
  editAddress,
  fillNew,
  head,
  nameField,
  newAddress,
  saveButton,
  useTheirs,
  versionField,
} from './markup.ts'
import { adopt, adoptNew, type Known, nameIn, oneOf } from './model.ts'
import { type Play, tabOf } from './play.ts'
import type { StepOf } from './steps.ts'
import type { Tab } from './tab.ts'

/** What the user of a tab does with forms. */

/** Opens the form of a service; its user types into it, or only looks. */
export async function openForm(play: Play, step: StepOf<'edit'>): Promise<void> {
  const tab = tabOf(play, step.tab)
  const known = oneOf(play.model, step.which)
  if (known === undefined) return
  await tab.open(editAddress(known.id), {
    kind: 'edit',
    id: known.id,
    rev: known.rev,
    typed: null,
    conflict: false,
  })
  if (step.types) await type(play, tab)
}

async function type({ model }: Play, { page, shown }: Tab): Promise<void> {
  if (shown.kind !== 'edit') return
  shown.typed = nameIn(model, 'typed')
  await nameField(page).fill(shown.typed)
}

/** Sends the form of a tab. Whoever is told of another's change decides then. */
export async function saveForm(play: Play, { tab: index, decides }: StepOf<'save'>): Promise<void> {
  const tab = tabOf(play, index)
  const { shown, page } = tab
  if (shown.kind !== 'edit') return
  if (shown.typed === null) await type(play, tab)
  const known = play.model.services.get(shown.id)
  const status = await send(tab, `/services/${shown.id}`)
  if (known === undefined) {
    if (status < 400) throw new Error(`I4: a deleted service was saved, with ${status}`)
    return leave(tab)
  }
  if (known.rev === shown.rev) return saved(play, { tab, known, status })
  if (status !== 409) throw new Error(`I4: a save over a newer version was answered ${status}`)
  await useTheirs(page).waitFor()
  await adopt(play.model, clientFor(play, tab), { known, wish: {} })
  const kept = await nameField(page).inputValue()
  if (kept !== shown.typed) throw new Error(`I3: a conflict made "${kept}" of "${shown.typed}"`)
  if (decides === 'theirs') {
    await useTheirs(page).click()
    await useTheirs(page).waitFor({ state: 'detached' })
    await versionField(page, known.rev).waitFor({ state: 'attached' })
    tab.shown = { ...shown, rev: known.rev, typed: null, conflict: false }
    return tab.mark()
  }
  const again = await send(tab, `/services/${shown.id}`)
  return saved(play, { tab, known, status: again })
}

/** The answers to a form that was saved: they lead on, with a script or without. */
const saving = new Set([200, 204, 303])

type Saved = { readonly tab: Tab; readonly known: Known; readonly status: number }

async function saved(play: Play, { tab, known, status }: Saved): Promise<void> {
  if (!saving.has(status)) throw new Error(`a save was answered ${status}`)
  if (tab.shown.kind !== 'edit' || tab.shown.typed === null) return
  const wish = { name: tab.shown.typed }
  await adopt(play.model, clientFor(play, tab), { known, wish })
  await head(tab.page, known.id).waitFor()
  tab.shown = { kind: 'service', id: known.id }
  await tab.mark()
}

async function send({ page }: Tab, path: string): Promise<number> {
  const answer = await answerTo(saveButton(page), path)
  if (answer === null) throw new Error('the form went away')
  return answer.status()
}

/** A form that cannot be saved any more: its user goes back to the list. */
const leave = (tab: Tab): Promise<void> => tab.open('/services', { kind: 'services', id: 0 })

/** A new service by the form of the page. */
export async function addWithForm(play: Play, step: StepOf<'add'>): Promise<void> {
  const tab = tabOf(play, step.tab)
  const { world, model } = play
  await tab.open(newAddress, { kind: 'new' })
  await fillNew(tab.page, nameIn(model, 'added'), world.targets[step.isGood ? 'good' : 'bad'])
  const status = await send(tab, '/services')
  if (!saving.has(status)) throw new Error(`a new service was answered ${status}`)
  await tab.page.waitForURL(/\/services\/\d+$/)
  const id = Number(new URL(tab.page.url()).pathname.split('/').at(-1))
  await head(tab.page, id).waitFor()
  await adoptNew(model, clientFor(play, tab), id)
  tab.shown = { kind: 'service', id }
  await tab.mark()
}
