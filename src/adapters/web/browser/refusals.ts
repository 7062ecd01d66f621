/** Short notices in the corner: that nothing was saved and nothing was touched, and what the server sends there. */
;(() => {
  const most = 3
  const toasts = document.getElementById('toasts')
  if (toasts === null) return

  function dismiss(toast: Element | null | undefined): void {
    if (!toast) return
    const had = toast.contains(document.activeElement)
    toast.remove()
    // Whoever dismisses them by the keyboard stays among them, or goes back to the page.
    if (had) (toasts?.querySelector('button') ?? document.getElementById('main'))?.focus()
  }

  function addButton(toast: Element): void {
    if (toast.querySelector('button') !== null) return
    const button = document.createElement('button')
    button.className = 'act'
    button.ariaLabel = 'Dismiss'
    button.textContent = '×'
    toast.append(button)
  }

  new MutationObserver(() => {
    for (const toast of toasts.children) addButton(toast)
    while (toasts.children.length > most) {
      // What went wrong is kept longest.
      dismiss(toasts.querySelector('.toast:not(.bad)') ?? toasts.firstElementChild)
    }
  }).observe(toasts, { childList: true })

  toasts.addEventListener('click', ({ target }) => {
    if (target instanceof HTMLButtonElement) dismiss(target.closest('.toast'))
  })
  // The sheet says how long each kind stands, and stops the time while somebody looks at it.
  toasts.addEventListener('animationend', ({ target }) => dismiss(target as Element))

  const isStream = (target: EventTarget | null): boolean =>
    target instanceof Element && target.id === 'stream'

  document.addEventListener('htmx:response:error', (event) => {
    const { ctx } = (event as CustomEvent<{ ctx: { response: { status: number } } }>).detail
    if (ctx.response.status >= 500 && !isStream(event.target))
      say('Not done: the server failed. Try again.', 'bad')
  })
  document.addEventListener('htmx:error', (event) => {
    if (!isStream(event.target)) say('Not done: the server cannot be reached. Try again.', 'bad')
  })
})()

/** A notice in the corner of the page. */
function say(text: string, kind: 'good' | 'warn' | 'bad'): void {
  const toast = document.createElement('p')
  toast.className = `toast ${kind}`
  const words = document.createElement('span')
  words.textContent = text
  toast.append(words)
  document.getElementById('toasts')?.append(toast)
}
