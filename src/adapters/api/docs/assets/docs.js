// @ts-check

/** Sends the requests of the page's forms, and shows what comes back. */

const timeoutMs = 30_000

/** @param {string} id */
const byId = (id) => document.getElementById(id)

const tokenField = /** @type {HTMLInputElement} */ (byId('token'))

/**
 * @param {string} tag
 * @param {string} text
 * @param {Record<string, string>} [attributes]
 */
function element(tag, text, attributes = {}) {
  const made = document.createElement(tag)
  made.textContent = text
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}

/**
 * What the form says: the fields of each place, empty ones left out.
 * @param {HTMLFormElement} form
 * @param {string} place
 */
function fieldsIn(form, place) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const inputs = form.querySelectorAll(`input[data-in="${place}"]`)
  return [...inputs].filter(({ value }) => value !== '')
}

/** @param {HTMLFormElement} form */
function requestOf(form) {
  const { method = 'GET', path = '/' } = form.dataset
  let target = path
  for (const { name, value } of fieldsIn(form, 'path')) {
    target = target.replace(`{${name}}`, encodeURIComponent(value))
  }
  const url = new URL(target, location.origin)
  for (const { name, value } of fieldsIn(form, 'query')) url.searchParams.set(name, value)
  const headers = new Headers()
  for (const { name, value } of fieldsIn(form, 'header')) headers.set(name, value)
  if (tokenField.value !== '') headers.set('Authorization', `Bearer ${tokenField.value.trim()}`)
  /** @type {HTMLTextAreaElement | null} */
  const body = form.querySelector('textarea[data-in="body"]')
  if (body === null) return { url, init: { method, headers } }
  headers.set('Content-Type', 'application/json')
  return { url, init: { method, headers, body: body.value } }
}

/** @param {string} text */
function readable(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

/**
 * @param {Response} response
 * @param {string} text
 * @param {number} ms
 */
function shown(response, text, ms) {
  const kind = response.ok ? 'ok' : response.status < 500 ? 'refused' : 'failed'
  const line = `${response.status} ${response.statusText} · ${Math.round(ms)} ms`
  const parts = [element('p', line, { class: 'status', 'data-kind': kind })]
  if (text !== '') parts.push(element('pre', readable(text), { 'aria-label': 'Body' }))
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n')
  const folded = element('details', '')
  folded.append(element('summary', 'Headers'), element('pre', headers))
  return [...parts, folded]
}

/**
 * A log-in gives a token, and a thing gives its version: the next request can use them.
 * @param {HTMLFormElement} form
 * @param {Response} response
 * @param {string} text
 */
function remember(form, response, text) {
  if (!response.ok) return
  if (form.dataset.try === 'logIn') tokenField.value = JSON.parse(text).token
  const tag = response.headers.get('ETag')
  const place = response.headers.get('Location')
  const id = place?.split('/').at(-1)
  if (tag === null) return
  const path = id === undefined ? form.dataset.path : `${form.dataset.path}/{id}`
  /** @type {NodeListOf<HTMLFormElement>} */
  const same = document.querySelectorAll(`form[data-path="${path}"]`)
  for (const other of same) {
    /** @type {HTMLInputElement | null} */
    const match = other.querySelector('input[name="If-Match"]')
    if (match !== null) match.value = tag
    /** @type {HTMLInputElement | null} */
    const idField = other.querySelector('input[data-in="path"]')
    if (idField !== null && id !== undefined) idField.value = id
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} answer
 */
async function send(form, answer) {
  const { url, init } = requestOf(form)
  const started = performance.now()
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) })
  const text = await response.text()
  answer.replaceChildren(...shown(response, text, performance.now() - started))
  remember(form, response, text)
}

/** @param {HTMLFormElement} form */
function prepare(form) {
  const answer = /** @type {HTMLElement} */ (form.querySelector('.answer'))
  const button = /** @type {HTMLButtonElement} */ (form.querySelector('button'))
  form.hidden = false
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (button.getAttribute('aria-disabled') === 'true') return
    button.setAttribute('aria-disabled', 'true')
    answer.hidden = false
    try {
      await send(form, answer)
    } catch (error) {
      const line = `No answer: ${error instanceof Error ? error.message : error}`
      answer.replaceChildren(element('p', line, { class: 'status', 'data-kind': 'failed' }))
    } finally {
      button.setAttribute('aria-disabled', 'false')
    }
  })
}

/** Unfolds what the address names. */
function unfold() {
  const target = byId(decodeURIComponent(location.hash.slice(1)))
  if (target instanceof HTMLDetailsElement) {
    target.open = true
    target.scrollIntoView()
  }
}

/** @type {NodeListOf<HTMLFormElement>} */
const forms = document.querySelectorAll('form[data-try]')
for (const form of forms) prepare(form)

const credentials = /** @type {HTMLFormElement} */ (byId('credentials'))
credentials.hidden = false
credentials.addEventListener('submit', (event) => event.preventDefault())

/** @type {NodeListOf<HTMLSelectElement>} */
const choices = document.querySelectorAll('select[data-fills]')
for (const choice of choices) {
  choice.addEventListener('change', () => {
    const target = /** @type {HTMLTextAreaElement} */ (byId(choice.dataset.fills ?? ''))
    target.value = choice.value
  })
}

addEventListener('hashchange', unfold)
unfold()
