// Runs in every document of a watched tab before anything else, and tells the suite what no document
// may do: show an older state than it did, or change what its user has touched.
;(() => {
  const tell = (kind, text) => globalThis.tellSuite({ kind, text })

  // A revision never falls. Batches of mutations hide what was in between, so old values count too.
  const highest = new Map()
  const note = (id, text) => {
    const rev = Number(text)
    if (id === '' || text === null || Number.isNaN(rev)) return
    const before = highest.get(id) ?? rev
    if (rev < before) tell('fault', `I2: #${id} went from revision ${before} to ${rev}`)
    highest.set(id, Math.max(rev, before))
  }
  new MutationObserver((records) => {
    for (const { target, type, oldValue } of records) {
      if (type === 'attributes') note(target.id, oldValue)
    }
    for (const element of document.querySelectorAll('[id][data-rev]')) {
      note(element.id, element.getAttribute('data-rev'))
    }
  }).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['data-rev'],
    attributeOldValue: true,
  })

  // What the user touched stays as it is, until the user sends the form away.
  const touched = new Map()
  const stateOf = (field) =>
    field.type === 'checkbox' || field.type === 'radio' ? String(field.checked) : field.value
  const touch = ({ target, isTrusted }) => {
    if (!isTrusted || !('value' in target)) return
    touched.set(target, { value: stateOf(target), row: target.closest('tr[id]')?.id })
  }
  const release = ({ target }) => {
    for (const field of touched.keys()) if (field.form === target) touched.delete(field)
  }
  addEventListener('input', touch, true)
  addEventListener('change', touch, true)
  addEventListener('submit', release, true)
  addEventListener('reset', release, true)

  /** A row may be drawn anew, or go; the field in it is then the one in the new row. */
  const presentOf = (field, row) => {
    if (field.isConnected || row === undefined) return field
    const name = CSS.escape(field.name)
    return document.getElementById(row)?.querySelector(`[name="${name}"]`) ?? null
  }
  const check = () => {
    for (const [field, { value, row }] of touched) {
      const present = presentOf(field, row)
      if (present === null) touched.delete(field)
      else if (!present.isConnected) tell('fault', `I3: the field "${field.name}" went away`)
      else if (stateOf(present) !== value) {
        const words = `from ${JSON.stringify(value)} to ${JSON.stringify(stateOf(present))}`
        tell('fault', `I3: the field "${field.name}" changed ${words} by itself`)
      }
    }
  }
  for (const name of ['htmx:sse:after:message', 'htmx:after:swap']) {
    document.addEventListener(name, check)
  }

  // The stream: what it brought, and how far the page got with it.
  const watch = { cursor: 0, marked: false, check }
  document.addEventListener('htmx:sse:before:message', ({ detail }) => {
    if (!detail.message.event) tell('message', detail.message.data)
  })
  document.addEventListener('htmx:sse:after:message', ({ detail }) => {
    // Of `95~120` the page has 95 for certain.
    const [from] = detail.connection.lastEventId.split('~')
    watch.cursor = Math.max(watch.cursor, Number(from))
  })
  addEventListener('DOMContentLoaded', () => {
    const address = document.querySelector('#stream')?.getAttribute('hx-sse:connect') ?? ''
    watch.cursor = Math.max(watch.cursor, Number(/since=(\d+)/.exec(address)?.[1] ?? 0))
  })

  // Without a window nothing hides a tab, and Chromium keeps every tab of a test visible.
  let hidden = false
  Object.defineProperty(Document.prototype, 'hidden', { get: () => hidden })
  Object.defineProperty(Document.prototype, 'visibilityState', {
    get: () => (hidden ? 'hidden' : 'visible'),
  })
  watch.hide = (isHidden) => {
    if (hidden === isHidden) return
    hidden = isHidden
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  }
  globalThis.pharosWatch = watch
})()
