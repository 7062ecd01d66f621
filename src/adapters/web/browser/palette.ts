/** Arrow keys and Enter in the palette, and the commands that need no page of their own. */
;(() => {
  const results = document.getElementById('palette-results')
  const field = document.querySelector<HTMLInputElement>('#palette input')
  if (results === null || field === null) return

  /** Enter was pressed before the results of what stands in the field came. */
  let isAwaited = false

  const options = (): HTMLElement[] => [...results.querySelectorAll<HTMLElement>('[role=option]')]
  const chosen = (): HTMLElement | null => results.querySelector('[aria-selected=true]')
  const isCurrent = (): boolean =>
    results.querySelector<HTMLElement>('.finds')?.dataset.q === field.value.trim()

  /** Only the chosen one has an id: htmx would give the next results the attributes of these. */
  function choose(option: HTMLElement | undefined): void {
    field?.toggleAttribute('aria-activedescendant', option !== undefined)
    if (option === undefined) return
    const before = chosen()
    before?.setAttribute('aria-selected', 'false')
    before?.removeAttribute('id')
    option.setAttribute('aria-selected', 'true')
    option.id = 'palette-chosen'
    field?.setAttribute('aria-activedescendant', option.id)
    option.scrollIntoView({ block: 'nearest' })
  }

  function move(by: number): void {
    const all = options()
    const at = all.findIndex((option) => option.ariaSelected === 'true')
    choose(all[(at + by + all.length) % all.length])
  }

  function enter(): void {
    isAwaited = !isCurrent()
    if (!isAwaited) chosen()?.click()
  }

  field.addEventListener('keydown', (event) => {
    if (event.isComposing) return
    const { key } = event
    if (key === 'ArrowDown') move(1)
    else if (key === 'ArrowUp') move(-1)
    else if (key === 'Enter') enter()
    else return
    event.preventDefault()
  })
  field.addEventListener('input', () => {
    isAwaited = false
  })
  new MutationObserver(() => {
    choose(options()[0])
    if (isAwaited) enter()
  }).observe(results, { childList: true })

  document.addEventListener('click', (event) => {
    const option =
      event.target instanceof Element && event.target.closest<HTMLElement>('[data-does]')
    if (!option) return
    event.preventDefault()
    option.closest('dialog')?.close()
    const [what, value = ''] = (option.dataset.does ?? '').split(':')
    if (what === 'pause') document.dispatchEvent(new Event('pharos:pause'))
    if (what === 'theme' || what === 'density') prefer(what, value)
  })
})()
