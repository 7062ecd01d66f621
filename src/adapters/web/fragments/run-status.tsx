import type { RunStatus } from '../../../modules/pipelines/index.ts'
import { Icon, type IconName } from './icon.tsx'

type Look = {
  readonly word: string
  readonly icon: IconName
  /** The class beside `s`: what colour it has. */
  readonly tone: string
}

/** Word, shape and colour of what a run or a job is at: each alone tells it. */
export const runLook: Readonly<Record<RunStatus, Look>> = {
  failed: { word: 'failed', icon: 'down', tone: 'down' },
  warning: { word: 'passed with warnings', icon: 'warning', tone: 'degraded' },
  running: { word: 'running', icon: 'play', tone: 'busy' },
  // It waits for a human or a gate: nothing of it moves, so it looks like a pause.
  waiting: { word: 'waiting', icon: 'paused', tone: 'held' },
  pending: { word: 'pending', icon: 'clock', tone: 'queued' },
  unknown: { word: 'unknown', icon: 'unknown', tone: 'unknown' },
  canceled: { word: 'canceled', icon: 'close', tone: 'canceled' },
  success: { word: 'passed', icon: 'check', tone: 'up' },
  skipped: { word: 'skipped', icon: 'chevron-right', tone: 'skipped' },
}

/** The words that people have for a deployment. */
export const deploymentWords: Readonly<Record<RunStatus, string>> = {
  failed: 'Failed',
  warning: 'Success with warnings',
  running: 'In progress',
  waiting: 'Waiting for approval',
  pending: 'Queued',
  unknown: 'Unknown',
  canceled: 'Canceled',
  success: 'Success',
  skipped: 'Skipped',
}

type RunStateProps = {
  readonly status: RunStatus
  readonly word?: string
  /** What stands below the word: the platform's own, or why. */
  readonly detail?: string
}

export const RunState = ({ status, word = runLook[status].word, detail = '' }: RunStateProps) => (
  <span class={`s ${runLook[status].tone}`}>
    <Icon name={runLook[status].icon} />
    <span>
      <b>{word}</b>
      {detail !== '' && <small>{detail}</small>}
    </span>
  </span>
)
