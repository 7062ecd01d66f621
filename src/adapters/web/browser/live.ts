/** Watches the stream: cancels it when it falls silent, and says in the header how it is. */
;(() => {
  /** Heartbeats come every 10 s. hx-sse itself would wait for ever on a connection that died silently. */
  const silentMs = 25_000
  /** A short break is nobody's business. */
  const politeMs = 1_500

  type State = 'live' | 'reconnecting' | 'signed-out'
  const words: Record<State, string> = {
    live: 'Live',
    reconnecting: 'Reconnecting…',
    'signed-out': 'Signed out.',
  }

  let connection: SseDetail['connection'] | null = null
  let watchdog: ReturnType<typeof setTimeout> | undefined
  let doubt: ReturnType<typeof setTimeout> | undefined
  let heardAt: Date | null = null

  function show(state: State): void {
    clearTimeout(doubt)
    doubt = undefined
    if (document.body.dataset.live === state) return
    document.body.dataset.live = state
    const chip = document.getElementById('chip')
    if (chip === null) return
    const since = heardAt === null ? '' : ` Showing data from ${heardAt.toLocaleTimeString()}.`
    chip.textContent = words[state] + (state === 'live' ? '' : since)
  }

  function lose(): void {
    if (document.body.dataset.live === 'signed-out') return
    doubt ??= setTimeout(() => show('reconnecting'), politeMs)
  }

  function hear(): void {
    heardAt = new Date()
    show('live')
    clearTimeout(watchdog)
    watchdog = setTimeout(() => connection?.reader?.cancel(), silentMs)
  }

  const on = (name: string, listener: (detail: SseDetail) => void): void =>
    document.addEventListener(`htmx:sse:${name}`, (event) =>
      listener((event as CustomEvent<SseDetail>).detail),
    )

  on('after:connection', (detail) => {
    connection = detail.connection
    hear()
  })
  on('before:message', hear)
  on('before:connection', (detail) => {
    if (detail.connection.attempt > 0) lose()
  })
  on('error', ({ status }) => (status === 401 ? show('signed-out') : lose()))
  on('close', ({ reason }) => (reason === 'message' ? show('signed-out') : lose()))
  document.addEventListener('htmx:response:error', (event) => {
    const { ctx } = (event as CustomEvent<{ ctx: { response: { status: number } } }>).detail
    if (event.target instanceof Element && event.target.id === 'stream') {
      if (ctx.response.status === 401) show('signed-out')
      else lose()
    }
  })
})()
