/** What a page says was done before; nothing where that is nothing. */
export const Done = ({ text }: { text: string | null }) =>
  text === null ? null : (
    <p class="done" role="status">
      {text}
    </p>
  )
