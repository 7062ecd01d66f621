import { hx } from '../fragments/index.ts'
import { paths } from '../paths.ts'

/** Goes anywhere and does anything by a few letters. Without a script the same form is a page. */
export const PaletteDialog = () => (
  <dialog id="palette" aria-label="Search and commands" closedby="any">
    <form method="get" action={paths.search}>
      <input
        type="search"
        name="q"
        maxlength={200}
        placeholder="Search services, pages, commands"
        aria-label="Search services, pages, commands"
        role="combobox"
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls="palette-results"
        autocomplete="off"
        {...hx({
          'hx-get': paths.partials.palette,
          'hx-trigger': 'input delay:120ms, open',
          'hx-target': '#palette-results',
          'hx-swap': 'innerHTML',
          'hx-sync': 'this:replace',
        })}
      />
    </form>
    <div id="palette-results" role="listbox" aria-label="Results" />
  </dialog>
)
