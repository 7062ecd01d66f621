/** The slack channel: incoming webhooks of Slack, and of what understands their messages. */
export { slack } from './slack.ts'
