import type { Child } from 'hono/jsx'

/** Text of the document: paragraphs, lists of `- ` lines, and `code`. Nothing else of Markdown. */
export const Text = ({ children }: { children: string }) => <>{children.split('\n\n').map(block)}</>

function block(text: string) {
  if (!text.startsWith('- ')) return <p>{inline(text)}</p>
  const items = text.split('\n').map((line) => line.replace(/^- /, ''))
  return (
    <ul>
      {items.map((item) => (
        <li>{inline(item)}</li>
      ))}
    </ul>
  )
}

export const inline = (text: string): Child[] =>
  text
    .split(/(`[^`]+`)/)
    .map((part) =>
      part.startsWith('`') && part.length > 1 ? <code>{part.slice(1, -1)}</code> : part,
    )

export const pretty = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value, null, 2)
