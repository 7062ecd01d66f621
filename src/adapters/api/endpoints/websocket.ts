import { type Endpoint, endpoint } from '../endpoint.ts'
import { otherProblem, problemContentType } from '../problem.ts'
import { announcement } from './examples.ts'

/** Describes the WebSocket, and answers those who come to its address without asking for an upgrade. */
export const webSocketEndpoint = (): Endpoint =>
  endpoint({
    method: 'GET',
    path: '/api/v1/services/ws',
    access: 'viewer',
    id: 'watchServices',
    tag: 'Services',
    summary: 'Hear of outages as they happen (WebSocket)',
    description: `Sends one text message for each change between up and down: \`${JSON.stringify(announcement)}\`. DEGRADED counts as UP; unknown and paused services send nothing.

With \`?seq=1\` messages also have \`Seq\`, the change's place in the journal. With \`?since=SEQ\` they have it too, and changes after that place are sent first, without gap or repetition. Where they are no longer kept, \`{"Reset":true,"Seq":…}\` comes instead: read the services again and go on from there. A client without \`Seq\` is closed with code 1012 in that case.

A Bearer header or the session cookie authenticates; a foreign Origin is refused. Close codes: 4401 signed out, 4400 \`since\` is no sequence, 1013 too many connections, 1001 Pharos stops. Clients that do not answer pings (one in 30 s) or read too slowly are cut off.`,
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
