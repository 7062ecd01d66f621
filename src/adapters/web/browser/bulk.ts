/** The boxes of the rows: all at once, and none any more when the work is done. */
;(() => {
  const all = (): HTMLInputElement | null => document.querySelector('#pick-all')
  const picks = (): HTMLInputElement[] => [
    ...document.querySelectorAll<HTMLInputElement>('input[name="pick"][form="bulk"]'),
  ]

  function show(): void {
    const box = all()
    if (box === null) return
    const boxes = picks()
    const ticked = boxes.filter(({ checked }) => checked).length
    box.checked = ticked > 0 && ticked === boxes.length
    box.indeterminate = ticked > 0 && ticked < boxes.length
  }

  document.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return
    if (target === all()) for (const pick of picks()) pick.checked = target.checked
    else if (target.name === 'pick') show()
  })
  document.addEventListener('reset', ({ target }) => {
    // The boxes are emptied after the event.
    if (target instanceof Element && target.id === 'bulk') setTimeout(show)
  })
  document.addEventListener('htmx:after:swap', () => {
    const said = document.querySelector('#bulk-said > :not([data-seen])')
    if (said === null) return show()
    said.setAttribute('data-seen', '')
    if (said.hasAttribute('data-done')) document.querySelector<HTMLFormElement>('#bulk')?.reset()
    // The button that was pressed may be out of sight now.
    said.querySelector<HTMLElement>('.close-said')?.focus()
  })
  document.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element) || target.closest('.close-said') === null) return
    document.getElementById('bulk-said')?.replaceChildren()
    all()?.focus()
  })
})()
