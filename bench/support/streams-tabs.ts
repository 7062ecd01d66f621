import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Question, Told } from './streams-client.ts'

/** Any number of tabs, in a process of their own. Disposing of it ends them all. */
export type Tabs = {
  ask(question: Question): Promise<Told>
  [Symbol.dispose](): void
}

export async function startTabs(): Promise<Tabs> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'streams-client.ts'))
  await once(child, 'message')
  return {
    async ask(question) {
      const answered = once(child, 'message')
      child.send(question)
      return (await answered)[0] as Told
    },
    [Symbol.dispose]: () => void child.disconnect(),
  }
}
