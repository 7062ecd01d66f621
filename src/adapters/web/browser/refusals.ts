/** Says it when a request got no answer that can be shown: nothing was saved, nothing was touched. */
;(() => {
  function say(text: string): void {
    const toasts = document.getElementById('toasts')
    if (toasts === null) return
    const toast = document.createElement('p')
    toast.className = 'toast bad'
    toast.textContent = text
    toasts.append(toast)
    while (toasts.children.length > 3) toasts.firstElementChild?.remove()
  }

  const isStream = (target: EventTarget | null): boolean =>
    target instanceof Element && target.id === 'stream'

  document.addEventListener('htmx:response:error', (event) => {
    const { ctx } = (event as CustomEvent<{ ctx: { response: { status: number } } }>).detail
    if (ctx.response.status >= 500 && !isStream(event.target))
      say('Not done: the server failed. Try again.')
  })
  document.addEventListener('htmx:error', (event) => {
    if (!isStream(event.target)) say('Not done: the server cannot be reached. Try again.')
  })
  document.addEventListener('click', (event) => {
    if (event.target instanceof Element) event.target.closest('.toast')?.remove()
  })
})()
