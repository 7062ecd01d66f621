/** What a form says of itself next to its button: that it is being sent, and that it was not saved. */
;(() => {
  type Ctx = {
    request: { submitter?: Element | null }
    response?: { status: number }
    hx?: { redirect?: string }
  }
  /** The latest request behind each button. */
  const sending = new WeakMap<Element, Ctx>()

  /** Hears of the requests of a form by its button, and of those of a button that asks by itself. */
  const on = (name: string, react: (button: HTMLButtonElement, ctx: Ctx) => void): void =>
    document.addEventListener(`htmx:${name}`, (event) => {
      const { detail, target } = event as CustomEvent<{ ctx: Ctx }>
      if (!(target instanceof Element)) return
      const busy = '[data-busy]'
      const button = target.closest(busy) ?? target.querySelector(busy)
      if (button) react(button as HTMLButtonElement, detail.ctx)
    })

  /** Shows that a request is under way, or no longer. */
  function mark(button: HTMLElement, state: 'true' | null): void {
    if (button.ariaDisabled === state) return
    const { textContent, dataset } = button
    button.textContent = dataset.busy ?? ''
    dataset.busy = textContent
    button.ariaDisabled = state
  }

  function say({ form }: HTMLButtonElement, text: string): void {
    form?.querySelector('.unsaved')?.replaceChildren(text)
  }

  on('before:request', (button, ctx) => {
    sending.set(button, ctx)
    if ((ctx.request.submitter ?? button) === button) mark(button, 'true')
    say(button, '')
  })
  on('finally:request', (button, ctx) => {
    const end = (): void => {
      if (sending.get(button) !== ctx) return
      sending.delete(button)
      mark(button, null)
    }
    // The next page is on its way; whoever comes back to this one finds the button ready.
    if (ctx.hx?.redirect) addEventListener('pagehide', end)
    else end()
  })

  const lost = (button: HTMLButtonElement): void => {
    const what = button.hasAttribute('hx-post') ? 'tested' : 'saved'
    say(button, `Not ${what}, try again. Your text is kept.`)
  }
  on('error', lost)
  on('response:error', (button, { response }) => {
    const status = response?.status ?? 0
    if (status === 401) say(button, 'Signed out: log in in another tab, then try again.')
    // The form shows these itself.
    else if (![409, 410, 422].includes(status)) lost(button)
  })
})()
