/** Keeps what was typed from being lost, and shows the settings that the typed address has. */
;(() => {
  /** Somebody leaves on purpose. */
  let leaving = false
  const isIn = (target: EventTarget | null, selector: string): boolean =>
    target instanceof Element && target.closest(selector) !== null

  document.addEventListener('input', ({ target }) => {
    const { name, value, form } = target as HTMLInputElement
    if (name !== 'url') return
    const scheme = /^\s*([a-z][\w+.-]*:)/i.exec(value)?.[1]?.toLowerCase()
    for (const group of form?.querySelectorAll<HTMLElement>('[data-schemes]') ?? [])
      group.hidden = Boolean(scheme && !group.dataset.schemes?.split(' ').includes(scheme))
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
    if (!leaving && (isTouched('[data-keeps]') || document.querySelector('[data-keeps=typed]')))
      event.preventDefault()
  })
})()
