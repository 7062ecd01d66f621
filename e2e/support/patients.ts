import { neverAnswers, says, startTarget } from './target.ts'

/** How one of many targets behind one port is: well, failing, or silent as after a power cut. */
export type Condition = 'well' | 'failing' | 'silent'

/** Many targets for Pharos to watch, each at its own address; each can fall ill by itself. */
export type Patients = AsyncDisposable & {
  urlOf(index: number): string
  become(index: number, condition: Condition): void
}

const manners = { well: says(200), failing: says(503, 'out of order'), silent: neverAnswers }

export async function startPatients(): Promise<Patients> {
  const conditions = new Map<string, Condition>()
  const target = await startTarget()
  const origin = new URL(target.url).origin
  target.answers((response) => {
    const condition = conditions.get(response.req.url ?? '') ?? 'well'
    manners[condition](response)
  })
  return {
    urlOf: (index) => `${origin}/patient/${index}`,
    become: (index, condition) => void conditions.set(`/patient/${index}`, condition),
    [Symbol.asyncDispose]: () => target[Symbol.asyncDispose](),
  }
}
