/** A link with `data-opens` opens that dialog; its address is the same thing as a page. */
;(() => {
  document.addEventListener('click', (event) => {
    const { target } = event
    if (!(target instanceof Element)) return
    // A click beside a dialog, for browsers that do not know `closedby`.
    if (target instanceof HTMLDialogElement) target.close()
    const opener = target.closest<HTMLElement>('[data-opens]')
    if (opener === null || event.ctrlKey || event.metaKey || event.shiftKey) return
    if (openDialog(opener.dataset.opens ?? '')) event.preventDefault()
  })
})()

/** @returns whether the page has such a dialog. */
function openDialog(id: string): boolean {
  const dialog = document.getElementById(id)
  if (!(dialog instanceof HTMLDialogElement)) return false
  for (const other of document.querySelectorAll<HTMLDialogElement>('dialog[open]')) other.close()
  dialog.showModal()
  const field = dialog.querySelector<HTMLInputElement>('input[type=search]')
  field?.select()
  // After htmx, which begins in a task of its own: on a page that has just come it may be about to.
  setTimeout(() => field?.dispatchEvent(new Event('open')))
  return true
}
