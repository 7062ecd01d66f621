/** HTML of our own server may become elements; a script in it may not run. */
;(() => {
  const refuse = (script: string): string => {
    if (script.trim() !== '') throw new Error('inline script refused')
    return script
  }
  const policy = { createHTML: (html: string) => html, createScript: refuse }
  const types = (
    window as { trustedTypes?: { createPolicy(name: string, rules: object): unknown } }
  ).trustedTypes
  htmx.registerExtension('pharos-tt', {
    init: (api) =>
      api.initSecurity(types === undefined ? policy : types.createPolicy('pharos', policy)),
  })
})()
