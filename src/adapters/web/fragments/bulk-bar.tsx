import type { Service } from '../../../modules/services/index.ts'
import { paths } from '../paths.ts'
import { plain } from './age.tsx'
import { hx, refusedAside } from './hx.ts'
import { Icon } from './icon.tsx'

/** The form that the boxes of all rows belong to, wherever it stands on the page. */
export const bulkForm = 'bulk'

/** Where the bar says what came of it. */
export const bulkSaid = 'bulk-said'

/** Pharos watches itself, and the configuration file owns what stands in it. */
export const changeable = (service: Service): boolean => !service.system && !service.fromFile

/** The box names the version that stands in the row, so nothing is done to one that was never seen. */
export const PickCell = ({ service }: { service: Service }) => (
  <td class="c-pick">
    {changeable(service) && (
      <label>
        <input
          type="checkbox"
          name="pick"
          value={`${service.id}.${service.rev}`}
          form={bulkForm}
          aria-label={`Select ${plain(service.name)}`}
        />
      </label>
    )}
  </td>
)

/** Takes a script to work, so the style sheet hides the box where there is none. */
export const PickAllCell = () => (
  <td class="c-pick">
    <label class="pick-all">
      <input
        type="checkbox"
        id="pick-all"
        autocomplete="off"
        aria-label="Select all on this page"
      />
    </label>
  </td>
)

/** How a form of bulk actions is sent: in place, and where there is no script as a page. */
export const bulkSending = {
  method: 'post',
  action: paths.bulk,
  ...hx({
    'hx-post': paths.bulk,
    'hx-target': `#${bulkSaid}`,
    'hx-swap': 'innerHTML',
    'hx-sync': 'this:drop',
    ...refusedAside,
    'hx-status:422': `target:#${bulkSaid} swap:innerHTML`,
  }),
} as const

/**
 * What can be done to the selected rows. It stands after the rows in the document: the style sheet
 * shows it while a box is ticked and counts the boxes before it.
 * @param back the address of the list, where the page of results leads back to
 */
export const BulkBar = ({ back = paths.services }: { back?: string }) => (
  <div class="bulk">
    <div id={bulkSaid} role="status" />
    <form id={bulkForm} aria-label="Selected services" autocomplete="off" {...bulkSending}>
      <input type="hidden" name="back" value={back} />
      <p class="picked">selected</p>
      <button type="reset">Clear</button>
      {/* The tag comes first: Enter in its field presses the first button of the form. */}
      <div class="act-tag">
        <label for="bulk-tag">
          <span class="hidden">Tag</span>
          <input
            id="bulk-tag"
            name="tag"
            placeholder="tag"
            maxlength={64}
            autocapitalize="none"
            spellcheck={false}
          />
        </label>
        <button type="submit" name="do" value="tag">
          Add tag
        </button>
        <button type="submit" name="do" value="untag">
          Remove tag
        </button>
      </div>
      <div class="act-do">
        <button type="submit" name="do" value="pause">
          <Icon name="pause" /> Pause
        </button>
        <button type="submit" name="do" value="resume">
          <Icon name="play" /> Resume
        </button>
        <button type="submit" name="do" value="delete" class="danger">
          <Icon name="trash" /> Delete…
        </button>
      </div>
    </form>
  </div>
)
