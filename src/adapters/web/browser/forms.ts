/** What a form says of itself next to its button: that it is being sent, and that it was not saved. */
;(() => {
  type Ctx = {
    request: { submitter?: Element | null }
    response?: { status: number }
    hx?: { redirect?: string }
  }
  const sending = new Set<Element>()

  /** The button that says how it goes: that of the form, or one that asks by itself. */
  const buttonOf = (source: Element): HTMLElement | null =>
    source.matches('form') ? source.querySelector('[data-busy]') : source.closest('[data-busy]')

  const on = (name: string, react: (source: Element, ctx: Ctx, event: Event) => void): void =>
    document.addEventListener(`htmx:${name}`, (event) => {
      const source = event.target
      if (source instanceof Element && buttonOf(source) !== null)
        react(source, (event as CustomEvent<{ ctx: Ctx }>).detail.ctx, event)
    })

  /** Shows that a request is under way, or no longer. */
  function mark(source: Element, busy: boolean): void {
    const button = buttonOf(source)
    if (button === null || busy === (button.ariaDisabled === 'true')) return
    const { textContent, dataset } = button
    button.textContent = dataset.busy ?? ''
    dataset.busy = textContent
    button.ariaDisabled = busy ? 'true' : null
  }

  function say(source: Element, text: string): void {
    const place = source.closest('form')?.querySelector('.unsaved')
    if (place) place.textContent = text
  }

  // What is on its way is not sent a second time; not even while the next page is being loaded.
  on('config:request', (source, _ctx, event) => {
    if (source.matches('form') && sending.has(source)) event.preventDefault()
  })
  on('before:request', (source, { request }) => {
    sending.add(source)
    if (request.submitter?.matches('[data-busy]') ?? true) mark(source, true)
    say(source, '')
  })
  on('finally:request', (source, { hx }) => {
    if (hx?.redirect) return
    sending.delete(source)
    mark(source, false)
  })

  const lost = (source: Element): void =>
    say(source, `Not ${source.matches('form') ? 'saved' : 'tested'}, try again. Your text is kept.`)
  on('error', lost)
  on('response:error', (source, { response }) => {
    const status = response?.status ?? 0
    if (status === 401) say(source, 'Signed out: log in in another tab, then try again.')
    // The form shows these itself.
    else if (![409, 410, 422].includes(status)) lost(source)
  })
})()
