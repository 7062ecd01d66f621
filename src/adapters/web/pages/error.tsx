import { paths } from '../paths.ts'

export type ErrorProps = {
  readonly heading: string
  readonly message: string
  /** To find the request in the log. */
  readonly requestId: string | null
}

export const ErrorPage = ({ heading, message, requestId }: ErrorProps) => (
  <div class="narrow">
    <h1>{heading}</h1>
    <p>{message}</p>
    <p>
      <a href={paths.overview}>Go to the overview</a>
    </p>
    {requestId !== null && (
      <p class="hint">
        Request <code>{requestId}</code>
      </p>
    )}
  </div>
)
