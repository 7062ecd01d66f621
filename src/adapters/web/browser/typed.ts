/** Keeps what was typed from being lost, and shows the settings that the typed address has. */
;(() => {
  /** Somebody leaves on purpose. */
  let leaving = false
  const isIn = (target: EventTarget | null, selector: string): boolean =>
    target instanceof Element && target.closest(selector) !== null

  document.addEventListener('input', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.name !== 'url') return
    const scheme = /^\s*([a-z][\w+.-]*:)/i.exec(target.value)?.[1]?.toLowerCase()
    const groups = [...(target.form?.querySelectorAll<HTMLElement>('[data-schemes]') ?? [])]
    for (const group of groups) {
      const own = group.dataset.schemes?.split(' ') ?? []
      group.hidden = scheme !== undefined && !own.includes(scheme)
    }
    const more = target.form?.querySelector<HTMLElement>('.more')
    if (more) more.hidden = groups.every(({ hidden }) => hidden)
  })

  document.addEventListener('click', ({ target }) => {
    leaving = isIn(target, 'a.cancel')
  })
  document.addEventListener('submit', ({ target }) => {
    leaving = isIn(target, '[data-keeps]')
  })
  document.addEventListener('htmx:finally:request', (event) => {
    const { ctx } = (event as CustomEvent<{ ctx: { hx?: { redirect?: string } } }>).detail
    if (!ctx.hx?.redirect) leaving = false
  })
  // What was typed and is nowhere else is not lost by a wrong click. A form that came back from the
  // server has it in its defaults, and says so.
  addEventListener('beforeunload', (event) => {
    const fields = document.querySelectorAll<HTMLInputElement>('[data-keeps] :is(input, textarea)')
    const isTyped = [...fields].some(
      (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked,
    )
    if (!leaving && (isTyped || document.querySelector('[data-keeps=typed]')))
      event.preventDefault()
  })
})()
