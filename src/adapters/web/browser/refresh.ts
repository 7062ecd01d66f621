/**
 * Asks for panels anew that follow a streamed element (`data-follows`): while the element's position
 * is ahead of the panel's own, at once and then every two seconds at most. It compares what stands in
 * the page instead of counting messages, so the last change is never lost: not in a burst, not while
 * the tab is hidden, not over a reconnect, and not when an answer fails. What time alone changes is
 * asked for when its time is over (`data-every`, in milliseconds).
 */
;(() => {
  const pauseMs = 2_000
  const afterFailureMs = 10_000
  /** htmx gives a request up after this. */
  const inFlightMs = 60_000
  const lookEveryMs = 500

  const notBefore = new WeakMap<Element, number>()
  const answeredAt = new WeakMap<Element, number>()

  const positionOf = (element: Element | null): number =>
    Number(element?.getAttribute('data-rev') ?? Number.NaN)

  const isBehind = (panel: HTMLElement): boolean =>
    positionOf(document.getElementById(panel.dataset.follows ?? '')) > positionOf(panel)

  /** The page itself was the first answer. */
  const isOver = (panel: HTMLElement, now: number): boolean =>
    now - (answeredAt.get(panel) ?? 0) > Number(panel.dataset.every ?? Number.NaN)

  function look(): void {
    if (document.hidden) return
    const now = performance.now()
    for (const panel of document.querySelectorAll<HTMLElement>('[data-follows]')) {
      if (now < (notBefore.get(panel) ?? 0)) continue
      if (!isBehind(panel) && !isOver(panel, now)) continue
      notBefore.set(panel, now + inFlightMs)
      panel.dispatchEvent(new Event('refresh'))
    }
  }

  document.addEventListener('htmx:finally:request', (event) => {
    const { target } = event
    if (!(target instanceof HTMLElement) || target.dataset.follows === undefined) return
    const { ctx } = (event as CustomEvent<{ ctx: { response?: { status: number } } }>).detail
    const now = performance.now()
    const done = ctx.response?.status === 200
    if (done) answeredAt.set(target, now)
    notBefore.set(target, now + (done ? pauseMs : afterFailureMs))
  })
  document.addEventListener('htmx:after:swap', look)
  document.addEventListener('visibilitychange', look)
  setInterval(look, lookEveryMs)
})()
