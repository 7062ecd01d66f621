/**
 * An older state never replaces a newer one: the answer to a form may come after the stream has
 * already brought a later change of the same row, and a list that is drawn anew by a process which
 * has not read that change yet may hold the row as it was.
 */
;(() => {
  const revisionOf = (element: Element | null | undefined): number =>
    Number(element?.getAttribute('data-rev') ?? Number.NaN)

  const isOlder = ({ fragment, target }: SwapTask): boolean => {
    const present = typeof target === 'string' ? document.querySelector(target) : target
    return revisionOf(fragment?.firstElementChild) < revisionOf(present)
  }

  htmx.registerExtension('pharos-rev', {
    htmx_before_swap(_element, { tasks }) {
      for (let i = tasks.length - 1; i >= 0; i--) {
        const task = tasks[i]
        if (task !== undefined && isOlder(task)) tasks.splice(i, 1)
      }
    },
    htmx_before_morph_node: (_element, { oldNode, newNode }) =>
      !(revisionOf(newNode) < revisionOf(oldNode)),
  })
})()
