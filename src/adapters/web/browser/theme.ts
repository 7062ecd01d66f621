/** What somebody likes is on at once, and kept in the background. */
function prefer(name: 'theme' | 'density', value: string): void {
  const { dataset } = document.documentElement
  dataset[name] = value
  const form = document.getElementById('theme')
  const button = form?.querySelector('button')
  if (!(form instanceof HTMLFormElement && button)) return
  const themes = ['system', 'light', 'dark']
  const { theme = '' } = dataset
  button.value = themes[(themes.indexOf(theme) + 1) % themes.length] ?? ''
  button.ariaLabel = button.title = `Theme: ${theme}`
  const body = new URLSearchParams({ [name]: value })
  const headers = { 'HX-Request': 'true' }
  const fail = () => say('Not kept: the server did not take it.', 'warn')
  fetch(form.action, { method: 'POST', body, headers, keepalive: true }).then(
    ({ ok }) => ok || fail(),
    fail,
  )
}
/** The switch in the header. */
;(() => {
  document.addEventListener('submit', (event) => {
    const { target, submitter } = event
    if (!(target instanceof HTMLFormElement && target.id === 'theme')) return
    if (!(submitter instanceof HTMLButtonElement)) return
    event.preventDefault()
    prefer('theme', submitter.value)
  })
})()
