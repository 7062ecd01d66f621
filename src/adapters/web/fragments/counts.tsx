import type { Seq } from '../../../kernel/index.ts'
import type { Counts, Group } from '../board/index.ts'
import { amountText } from './amount.ts'
import { listPath } from './filters.tsx'
import { Icon, type IconName } from './icon.tsx'

const figures: readonly { group: Group; word: string; icon: IconName; hint: string }[] = [
  { group: 'healthy', word: 'Healthy', icon: 'check', hint: 'operational or degraded' },
  { group: 'unhealthy', word: 'Unhealthy', icon: 'down', hint: 'down, but not by a timeout' },
  { group: 'timeout', word: 'Timeout', icon: 'down', hint: 'down because no answer came in time' },
  { group: 'unknown', word: 'Unknown', icon: 'unknown', hint: 'no data' },
  { group: 'paused', word: 'Paused', icon: 'paused', hint: 'not checked' },
]

/** How many services are how; each figure leads to those that it counts. */
export const CountsPanel = ({ counts, seq }: { counts: Counts; seq: Seq }) => (
  <section id="p-health" class="counts" data-rev={seq} aria-label="Services by health">
    <dl>
      {figures.map(({ group, word, icon, hint }) => (
        <div class={`count ${group}`} data-some={counts[group] > 0 ? 'true' : 'false'} title={hint}>
          <dt>
            <a href={listPath({ status: group })}>
              <Icon name={icon} />
              {word}
            </a>
          </dt>
          <dd id={`count-${group}`}>{amountText(counts[group])}</dd>
        </div>
      ))}
    </dl>
  </section>
)
