import { createVariables, type Environment } from './environment.ts'
import { type Disk, readDotenv } from './files.ts'

/** What a command that speaks to a server needs to know; the rest of the configuration is the server's. */
const names = ['PHAROS_URL', 'PHAROS_TOKEN'] as const

/** What they say about the terminal, only the real environment knows: a file cannot. */
const terminalNames = ['NO_COLOR', 'TERM'] as const

/** The environment of a client: for its settings `.env` and `NAME_FILE` count as everywhere. */
export function clientEnvironment(disk: Disk & { readonly env: Environment }): Environment {
  const variables = createVariables({ ...disk, dotenv: readDotenv(disk).dotenv })
  return Object.fromEntries([
    ...names.map((name) => [name, variables.find(name)?.value]),
    ...terminalNames.map((name) => [name, disk.env[name]]),
  ])
}
