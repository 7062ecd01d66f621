import { hx, plain } from '../fragments/index.ts'

export type WebhookProps = {
  readonly address: string
  /** `null` where there is none, or where it was sealed with another key. */
  readonly secret: string | null
  /** How the platform is told, a sentence a step. */
  readonly steps: readonly string[]
}

/** Where a platform is told to send what happens. The fields are for copying: a click into one and two keys. */
export const WebhookSection = ({ address, secret, steps }: WebhookProps) => (
  <section id="webhook" class="panel" aria-labelledby="h-webhook">
    <header>
      <h2 id="h-webhook">Webhook</h2>
    </header>
    <p class="note">
      With a webhook a change is here within a second; without one, with the next look.
    </p>
    <ol class="steps">
      {steps.map((step) => (
        <li>{step}</li>
      ))}
    </ol>
    <div class="secret" {...hx({ 'hx-morph-skip': true })}>
      <label for="webhook-address">
        <b>Address</b>
      </label>
      <input id="webhook-address" type="text" readonly value={plain(address)} />
      {secret === null ? (
        <p>
          No secret can be shown: none is set, or it was sealed with another key. With a new one,
          deliveries are believed again.
        </p>
      ) : (
        <>
          <label for="webhook-secret">
            <b>Secret</b>
          </label>
          <input
            id="webhook-secret"
            type="text"
            readonly
            autocomplete="off"
            spellcheck={false}
            value={plain(secret)}
          />
        </>
      )}
    </div>
  </section>
)
