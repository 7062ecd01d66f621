import { SignJWT } from 'jose' // breaks
import type { Client } from 'pg' // breaks
import { WebSocketServer } from 'ws' // breaks

export const pages = async (client: Client) =>
  [client, SignJWT, WebSocketServer, await import('node:sqlite')] as const // breaks
