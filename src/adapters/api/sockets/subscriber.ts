import type { WebSocket } from 'ws'
import type { RequestFacts, Seq } from '../../../kernel/index.ts'
import { type Announcement, resetMessage } from './announcement.ts'

/** Close codes: of RFC 6455, 7.4, and our own above 4000. */
export const closeCodes = {
  goingAway: 1001,
  /** Changes were lost to somebody who does not ask for sequences: connect and read again. */
  restart: 1012,
  full: 1013,
  badRequest: 4400,
  signedOut: 4401,
} as const

/** Bytes that may wait in memory for one reader; whoever reads more slowly is cut off. */
const mostBufferedBytes = 262_144
/** While it replays, the next batch waits until no more than this is left of the last. */
const drainedBytes = 65_536

export type Subscriber = ReturnType<typeof createSubscriber>

export type SubscriberOptions = {
  readonly socket: WebSocket
  readonly facts: RequestFacts
  /** Everything up to here is known to the client. */
  readonly after: Seq
  /** Whether its messages carry sequences. */
  readonly numbered: boolean
}

/** One connected client: what it has been sent, and whether it is still there. */
export function createSubscriber({ socket, facts, after, numbered }: SubscriberOptions) {
  let cursor = after
  let answered = true
  let checking = false

  const cutIfSlow = () => {
    if (socket.bufferedAmount > mostBufferedBytes) socket.terminate()
  }
  const send = (text: string) => {
    if (socket.readyState !== socket.OPEN) return
    socket.send(text)
    cutIfSlow()
  }
  socket.on('pong', () => {
    answered = true
  })
  // The answers to a flood of pings of the client pile up where it does not read them.
  socket.on('ping', cutIfSlow)

  return {
    get cursor() {
      return cursor
    },
    get open() {
      return socket.readyState === socket.OPEN
    },
    get draining() {
      return socket.bufferedAmount > drainedBytes
    },
    principal: facts.principal,

    /** Sends it, unless the client has it already. */
    offer(announcement: Announcement): void {
      if (announcement.seq <= cursor) return
      cursor = announcement.seq
      send(numbered ? announcement.numbered : announcement.plain)
    },

    /** Nothing up to here is missing. */
    reached(seq: Seq): void {
      if (seq > cursor) cursor = seq
    },

    reset(head: Seq): void {
      cursor = head
      if (numbered) send(resetMessage(head))
      else socket.close(closeCodes.restart, 'changes were lost; read the services again')
    },

    /** Pings; whoever has not answered the last one is gone. */
    beat(): void {
      if (!answered) socket.terminate()
      else if (socket.readyState === socket.OPEN) socket.ping()
      answered = false
    },

    /** Closes when the principal may no longer listen. While nobody can tell, it stays open. */
    async recheck(): Promise<void> {
      if (checking) return
      checking = true
      try {
        if (!(await facts.recheck())) socket.close(closeCodes.signedOut, 'signed out')
      } catch {
        // The store is away, so nobody can have been signed out meanwhile.
      } finally {
        checking = false
      }
    },

    terminate: (): void => socket.terminate(),
    close: (code: number, reason: string): void => socket.close(code, reason),
  }
}
