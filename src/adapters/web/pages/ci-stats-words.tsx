/** A figure is of use to those who know what it counts. */
export const Definitions = ({ timeZone }: { timeZone: string }) => (
  <section class="panel" aria-labelledby="h-words">
    <header>
      <h2 id="h-words">What the words mean</h2>
    </header>
    <dl class="evidence words">
      {words.map(([word, meaning]) => (
        <div>
          <dt>{word}</dt>
          <dd>{meaning}</dd>
        </div>
      ))}
      <div>
        <dt>Day</dt>
        <dd>{`A run counts on the day on which it was created, as clocks in ${timeZone} have it.`}</dd>
      </div>
    </dl>
  </section>
)

const words = [
  [
    'Run',
    'Only its latest attempt counts. One that is not over is among the runs, and in nothing else.',
  ],
  ['Passed', 'It went well, with warnings or without.'],
  [
    'Success rate',
    'The runs that passed, of those that passed or failed. Canceled and skipped runs count as neither.',
  ],
  ['Duration', 'From the start to the end as the platform counts it, without waiting.'],
  ['Queue', 'How long a run waited before it began, where the platform tells it.'],
  [
    'p50, p95',
    'Half of the runs, and 95 of 100, took no longer. They are estimated from classes of duration.',
  ],
  ['Slowest', 'By the average duration.'],
  ['Most failing', 'By the share that failed, among projects with more than ten runs.'],
] as const
