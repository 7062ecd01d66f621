/** Keeps ages and the tab's title true between messages. */
;(() => {
  /** The server's clock minus this computer's, in milliseconds; heartbeats tell it. */
  let ahead = 0

  function tick(): void {
    if (document.hidden) return
    const now = Date.now() + ahead
    for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-age]')) {
      const text = ageText(Math.max(0, now - Date.parse(time.dateTime)))
      if (time.textContent !== text) time.textContent = text
    }
  }

  /** The number of services that are down stands before the title. */
  function title(): void {
    const alarms = Number(document.getElementById('banner')?.dataset.alarms ?? 0)
    const bare = document.title.replace(/^\(\d+\) /, '')
    const wanted = alarms > 0 ? `(${alarms}) ${bare}` : bare
    if (document.title !== wanted) document.title = wanted
  }

  document.addEventListener('hb', (event) => {
    const { data } = (event as CustomEvent<{ data: string }>).detail
    ahead = JSON.parse(data).t - Date.now()
  })
  document.addEventListener('reset', (event) => {
    const ours = event.target instanceof Element && event.target.id === 'stream'
    if (!ours) return
    if (isTouched()) endLive('reset')
    else location.reload()
  })
  document.addEventListener('htmx:after:swap', title)
  document.addEventListener('visibilitychange', tick)
  setInterval(tick, 1_000)
})()

/** Whether a field is otherwise than the server has drawn it. */
function isChanged(field: Element): boolean {
  if (field instanceof HTMLSelectElement) {
    const drawn = [...field.options].findIndex((option) => option.defaultSelected)
    return field.selectedIndex !== Math.max(0, drawn)
  }
  const { type, checked, defaultChecked, value, defaultValue } = field as HTMLInputElement
  return /^(checkbox|radio)$/.test(type) ? checked !== defaultChecked : value !== defaultValue
}

/** Whether somebody has typed or chosen something in a part of the page, which is then not thrown away. */
function isTouched(part = 'main'): boolean {
  const fields = document.querySelectorAll(`${part} :is(input, textarea, select)`)
  return [...fields].some(isChanged)
}
