/**
 * What Slack reads as markup, written so that it does not (https://docs.slack.dev/messaging/formatting-message-text).
 * What is like Slack reads mentions in plain text too: `@channel` of Mattermost, `@everyone` of
 * Discord. A joiner that nobody sees takes that from them; addresses of mail stay as they are.
 */
export const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/(?<![\p{L}\p{N}_.])@(?=\S)/gu, '@\u2060')

/** The beginning of a text that is too long: never half of a character. */
export const beginning = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`

/** A link with a word. The address is one that holds no sign of markup. */
export const linkTo = (address: string, word: string): string => `<${address}|${word}>`
