/** The boxes of the rows: all at once, and none any more when the work is done. */
;(() => {
  const all = (): HTMLInputElement | null => document.querySelector('#pick-all')
  const picks = (): NodeListOf<HTMLInputElement> =>
    document.querySelectorAll('[name=pick][form=bulk]')

  function show(): void {
    const box = all()
    if (!box) return
    const states = new Set([...picks()].map(({ checked }) => checked))
    box.indeterminate = states.size > 1
    box.checked = states.has(true) && states.size < 2
  }

  document.addEventListener('change', ({ target }) => {
    const box = all()
    if (box && target === box) for (const pick of picks()) pick.checked = box.checked
    else show()
  })
  // The boxes are emptied after the event.
  document.addEventListener('reset', () => setTimeout(show))
  document.addEventListener('htmx:after:swap', () => {
    const said = document.querySelector<HTMLElement>('#bulk-said > :not([data-seen])')
    if (!said) return show()
    said.dataset.seen = ''
    if ('done' in said.dataset) document.querySelector<HTMLFormElement>('#bulk')?.reset()
    // The button that was pressed may be out of sight now.
    said.querySelector<HTMLElement>('.close-said')?.focus()
  })
  document.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element && target.closest('.close-said'))) return
    document.querySelector('#bulk-said')?.replaceChildren()
    all()?.focus()
  })
})()
