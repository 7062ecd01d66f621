import { expect, test } from 'vitest'
import { writeMetrics } from './metrics-text.ts'

test('families are written as Prometheus reads them', () => {
  const text = writeMetrics([
    {
      name: 'pharos_check_seconds',
      help: 'How long\nchecks take, in C:\\seconds.',
      type: 'histogram',
      samples: [
        { suffix: '_bucket', labels: { le: '0.1' }, value: 3 },
        { suffix: '_bucket', labels: { le: '+Inf' }, value: 4 },
        { suffix: '_sum', value: 0.25 },
        { suffix: '_count', value: 4 },
      ],
    },
    {
      name: 'pharos_odd',
      help: 'Odd values.',
      type: 'gauge',
      samples: [
        {
          labels: { path: 'C:\\x', quote: 'say "hi"', line: 'a\nb', name: 'é' },
          value: Number.NaN,
        },
        { value: Number.POSITIVE_INFINITY },
        { value: Number.NEGATIVE_INFINITY },
        { value: 1e21 },
        { value: -0.5 },
      ],
    },
    { name: 'pharos_none', help: 'Nothing yet.', type: 'counter', samples: [] },
  ])
  expect(text).toBe(
    [
      '# HELP pharos_check_seconds How long\\nchecks take, in C:\\\\seconds.',
      '# TYPE pharos_check_seconds histogram',
      'pharos_check_seconds_bucket{le="0.1"} 3',
      'pharos_check_seconds_bucket{le="+Inf"} 4',
      'pharos_check_seconds_sum 0.25',
      'pharos_check_seconds_count 4',
      '# HELP pharos_odd Odd values.',
      '# TYPE pharos_odd gauge',
      'pharos_odd{path="C:\\\\x",quote="say \\"hi\\"",line="a\\nb",name="é"} NaN',
      'pharos_odd +Inf',
      'pharos_odd -Inf',
      'pharos_odd 1e+21',
      'pharos_odd -0.5',
      '# HELP pharos_none Nothing yet.',
      '# TYPE pharos_none counter',
      '',
    ].join('\n'),
  )
})
