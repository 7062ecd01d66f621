/** Shortcuts. Those of a single key can be switched off, and none of them works in a field. */
;(() => {
  const one = <E extends HTMLElement>(selector: string, within: ParentNode = document): E | null =>
    within.querySelector<E>(selector)
  const row = (): HTMLElement | null => document.activeElement?.closest('tr') ?? null

  /** `g` was pressed, and the next letter says where to go. */
  let isGoing = false
  let going: ReturnType<typeof setTimeout> | undefined

  function move(by: number): void {
    const rows = [...document.querySelectorAll('main tbody tr')]
    const links = rows.flatMap((line) => one('th a[href]', line) ?? [])
    const at = links.findIndex((link) => link.closest('tr') === row())
    links[at < 0 ? 0 : Math.max(0, at + by)]?.focus()
  }

  function search(): void {
    const field = one<HTMLInputElement>('main input[type=search]')
    if (field === null) openDialog('palette')
    else field.focus()
  }

  /** Edits the row, or else what the page is about. */
  function edit(): void {
    const all = document.querySelectorAll<HTMLElement>('main a[href$="/edit"]')
    const own = [...all].find((link) => link.closest('tr') === row())
    own?.click()
  }

  const does: Readonly<Record<string, () => void>> = {
    '/': search,
    '?': () => openDialog('help'),
    '.': () => document.dispatchEvent(new Event('pharos:pause')),
    t: () => one('#theme button')?.click(),
    j: () => move(1),
    k: () => move(-1),
    x: () => one('[name=pick]', row() ?? new DocumentFragment())?.click(),
    e: edit,
    g: () => {
      isGoing = true
      going = setTimeout(() => {
        isGoing = false
      }, 1_500)
    },
  }

  /** Gives up the selection, or else the form, unless something was typed into it. */
  function cancel(): void {
    const picked = document.querySelectorAll<HTMLInputElement>('[name=pick]:checked')
    for (const box of picked) box.click()
    if (picked.length === 0 && !isTouched()) one('main a.cancel')?.click()
  }

  /** Keys belong to fields, and to whatever stands open above the page. */
  const isElsewhere = (target: EventTarget | null): boolean =>
    one('dialog[open], [popover]:popover-open') !== null ||
    (target instanceof Element &&
      target.closest('input:not([type=checkbox], [type=radio]), textarea, select') !== null)

  function press(key: string): boolean {
    const action = isGoing ? () => one(`[data-go="${CSS.escape(key)}"]`)?.click() : does[key]
    isGoing = false
    clearTimeout(going)
    action?.()
    return action !== undefined
  }

  /** @returns whether the key did something. */
  function handle({ key, ctrlKey, metaKey, altKey, target }: KeyboardEvent): boolean {
    const isControl = ctrlKey || metaKey
    if (isControl && !altKey && key.toLowerCase() === 'k') return openDialog('palette')
    if (isControl || altKey || isElsewhere(target)) return false
    if (key === 'Escape') cancel()
    return document.documentElement.dataset.shortcuts !== 'off' && press(key)
  }

  document.addEventListener('keydown', (event) => {
    if (!(event.defaultPrevented || event.isComposing) && handle(event)) event.preventDefault()
  })
})()
