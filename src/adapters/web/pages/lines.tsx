import type { Child } from 'hono/jsx'

export type LinesProps = {
  readonly caption: string
  readonly columns: readonly string[]
  /** Whether something can be done to its rows. */
  readonly acts?: boolean
  readonly children?: Child
}

/** A table whose rows end with what can be done to them; on a phone each row takes two lines. */
export const Lines = ({ caption, columns, acts = true, children }: LinesProps) => (
  <table class="lines">
    <caption class="hidden">{caption}</caption>
    <thead>
      <tr>
        {columns.map((column) => (
          <th scope="col">{column}</th>
        ))}
        {acts && (
          <th scope="col">
            <span class="hidden">Actions</span>
          </th>
        )}
      </tr>
    </thead>
    <tbody>{children}</tbody>
  </table>
)
