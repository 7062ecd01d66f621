import { type Endpoint, endpoint } from '../endpoint.ts'
import { otherProblem, problemContentType } from '../problem.ts'
import { announcement } from './examples.ts'
import { runAnnouncement } from './pipeline-examples.ts'

export const servicesSocket = '/api/v1/services/ws'
export const runsSocket = '/api/v1/pipelines/ws'

/** How every WebSocket of the API goes on after a break, and whom it lets in. */
const manners = (
  nouns: string,
) => `With \`?seq=1\` messages also have \`Seq\`, the change's place in the journal. With \`?since=SEQ\` they have it too, and changes after that place are sent first, without gap or repetition. Where they are no longer kept, \`{"Reset":true,"Seq":…}\` comes instead: read the ${nouns} again and go on from there. A client without \`Seq\` is closed with code 1012 in that case.

A Bearer header or the session cookie authenticates; a foreign Origin is refused. Close codes: 4401 signed out, 4400 \`since\` is no sequence, 1013 too many connections, 1001 Pharos stops. Clients that do not answer pings (one in 30 s) or read too slowly are cut off.`

/** Describes the WebSocket of outages, and answers those who come without asking for an upgrade. */
export const webSocketEndpoint = (): Endpoint =>
  socketEndpoint({
    path: servicesSocket,
    id: 'watchServices',
    tag: 'Services',
    summary: 'Hear of outages as they happen (WebSocket)',
    description: `Sends one text message for each change between up and down: \`${JSON.stringify(announcement)}\`. DEGRADED counts as UP; unknown and paused services send nothing.

${manners('services')}`,
  })

/** The same for runs. */
export const runsSocketEndpoint = (): Endpoint =>
  socketEndpoint({
    path: runsSocket,
    id: 'watchPipelines',
    tag: 'Pipelines',
    summary: 'Hear of runs as they end (WebSocket)',
    description: `Sends one text message for each run that ends: \`${JSON.stringify(runAnnouncement)}\`. \`Turn\` is \`broken\` for the first failure of its branch after a success, \`fixed\` for the first success after a failure, else null. History that is read on connecting sends nothing.

${manners('runs')}`,
  })

type SocketSpec = Pick<Endpoint, 'path' | 'id' | 'tag' | 'summary'> & {
  readonly description: string
}

const socketEndpoint = (spec: SocketSpec): Endpoint =>
  endpoint({
    ...spec,
    method: 'GET',
    access: 'viewer',
    responses: {
      101: { description: 'The connection is a WebSocket from here on.' },
      426: { description: 'The request did not ask for a WebSocket.' },
    },
    handle: ({ facts: { requestId } }) => ({
      status: 426,
      text: {
        type: problemContentType,
        body: JSON.stringify(
          otherProblem('upgrade_required', {
            detail: 'Connect to this address with a WebSocket',
            requestId,
          }),
        ),
      },
      headers: { Upgrade: 'websocket', Connection: 'Upgrade' },
    }),
  })
