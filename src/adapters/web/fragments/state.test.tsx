import { expect, test } from 'vitest'
import { createRender } from './markup.tsx'
import { DeniedState, EmptyState, ErrorState, LoadingState, StaleNote } from './state.tsx'

const render = createRender('/a/icons.svg')
const text = (markup: string) =>
  markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

test('an empty state offers one way on', () => {
  const markup = render(
    <EmptyState icon="list" title="No services yet" action={{ href: '/services/new', word: 'Add' }}>
      <p>Pharos watches what you add.</p>
    </EmptyState>,
  )
  expect(text(markup)).toBe('No services yet Pharos watches what you add. Add')
  expect(markup.match(/<a /g)).toHaveLength(1)
  expect(markup).not.toContain('<h')
})

test('a state that is the whole page has its heading', () =>
  expect(render(<EmptyState icon="search" level={1} title="Not found" />)).toContain(
    '<h1>Not found</h1>',
  ))

test('an error says its cause, from when the data is, how to ask again, and its number', () => {
  const markup = render(
    <ErrorState
      title="History failed"
      cause="The query took too long."
      retry="/services/1"
      requestId="request-0001"
      dataFrom={1_790_000_000_000}
    />,
  )
  expect(text(markup)).toBe(
    'History failed The query took too long. Showing data from 14:13:20 UTC. Try again Request request-0001',
  )
})

test('an error that asking again does not mend offers no retry', () => {
  const markup = render(<ErrorState title="Failed" cause="No." retry={null} requestId={null} />)
  expect(text(markup)).toBe('Failed No.')
})

test('what is not allowed names the role that it takes', () => {
  const markup = render(<DeniedState needs="admin" to="see the audit log" own="viewer" />)
  expect(text(markup)).toContain('You need the role admin to see the audit log.')
  expect(text(markup)).toContain('Yours is viewer.')
})

test('what is loading says so to those who do not see the skeleton', () => {
  const markup = render(<LoadingState what="services" lines={2} />)
  expect(markup).toContain('aria-busy="true"')
  expect(text(markup)).toBe('Loading services…')
  expect(markup.match(/class="bone"/g)).toHaveLength(2)
})

test('old data says from when it is and why', () =>
  expect(
    text(render(<StaleNote since={1_790_000_000_000} cause="the database cannot be reached" />)),
  ).toBe('Data from 14:13:20 UTC: the database cannot be reached'))
