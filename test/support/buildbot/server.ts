import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { freePort } from '../program.ts'

/** Where status pushes go, and the headers that go along. */
export type BuildbotWebhook = {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A build that is over. `results` is Buildbot's number: 0 is a success, 2 a failure. */
export type FinishedBuild = {
  readonly buildid: number
  readonly builderid: number
  readonly results: number
  readonly revision: string
}

export type Push = {
  readonly message?: string
  /** Its build fails. */
  readonly red?: boolean
  /** Its build goes on until `release` is called. */
  readonly held?: boolean
  /** The builder that is to build it; the first one unless it is named. */
  readonly builder?: string
}

export type Pushed = {
  readonly sha: string
  release(): void
  /** Resolves when its build is over. */
  finished(): Promise<FinishedBuild>
}

export type Buildbot = AsyncDisposable & {
  /** With a slash at the end. */
  readonly url: string
  /** Makes a commit on a branch, which it starts where there is none. Resolves when Buildbot means to build it. */
  push(branch: string, wish?: Push): Promise<Pushed>
  /** Has statuses pushed somewhere else, or nowhere. */
  setWebhook(webhook: BuildbotWebhook | null): Promise<void>
  stop(): Promise<void>
}

export type BuildbotWish = {
  readonly webhook?: BuildbotWebhook
  readonly builders?: readonly string[]
}

const program = join(import.meta.dirname, 'master.py')

/** Who commits. */
export const committer = { name: 'Ada Keeper', email: 'ada@lighthouse.example' } as const

/**
 * Starts a real Buildbot with a git repository of its own on loopback; it is up within two seconds.
 * `python` is the address of the engine `buildbot`.
 */
export async function startBuildbot(python: string, wish: BuildbotWish = {}): Promise<Buildbot> {
  const folder = mkdtempSync(join(tmpdir(), 'pharos-buildbot-'))
  const { webhook, builders = ['lamp'] } = wish
  const repository = makeRepository(folder)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  mkdirSync(join(folder, 'master'))
  const told = {
    folder: join(folder, 'master'),
    repository,
    url,
    port,
    builders,
    webhook: heard(webhook ?? null),
  }
  const child = spawn(python, [program, JSON.stringify(told)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: environment(folder),
  })
  const master = listen(child)
  await master.next('ready')
  const stop = async () => {
    child.stdin.end()
    await master.closed
    rmSync(folder, { recursive: true, force: true })
  }
  return {
    url,
    async push(branch, push = {}) {
      // It goes with the folder at the latest, so that no build outlives this.
      const hold = join(folder, `hold-${crypto.randomUUID()}`)
      if (push.held === true) writeFileSync(hold, '')
      const sha = commit(repository, branch, { ...push, hold })
      const project = push.builder ?? builders[0] ?? ''
      await tellOfChange(url, { branch, sha, project, repository, message: messageOf(push) })
      await master.requested(sha)
      return {
        sha,
        release: () => rmSync(hold, { force: true }),
        finished: () => master.finished(sha),
      }
    },
    async setWebhook(next) {
      child.stdin.write(`${JSON.stringify({ webhook: heard(next) })}\n`)
      await master.next('done')
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

const heard = (webhook: BuildbotWebhook | null) =>
  webhook && { url: webhook.url, headers: webhook.headers ?? {} }

/** Nothing of this process's: builds print their environment, and git has settings of its own there. */
const environment = (folder: string) => ({
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: folder,
  LANG: 'C.UTF-8',
})

type Fact =
  | { readonly kind: 'ready' | 'done' }
  | { readonly kind: 'requested'; readonly revision: string }
  | { readonly kind: 'finished'; readonly build: FinishedBuild }

/** What the master says, by what it is. */
function listen(child: ChildProcessByStdio<Writable, Readable, Readable>) {
  const facts: Fact[] = []
  let log = ''
  let ended = false
  let bell = Promise.withResolvers<void>()
  const ring = () => {
    bell.resolve()
    bell = Promise.withResolvers<void>()
  }
  child.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-8_000)
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    facts.push(JSON.parse(line) as Fact)
    ring()
  })
  const closed = once(child, 'close').then(() => {
    ended = true
    ring()
  })
  /** The first of those that came and those that come for which this gives something. It is gone then. */
  async function take<Value>(pick: (fact: Fact) => Value | null): Promise<Value> {
    for (;;) {
      for (const [at, fact] of facts.entries()) {
        const value = pick(fact)
        if (value === null) continue
        facts.splice(at, 1)
        return value
      }
      if (ended) throw new Error(`Buildbot ended: ${log}`)
      await bell.promise
    }
  }
  return {
    closed,
    next: (kind: 'ready' | 'done') => take((fact) => (fact.kind === kind ? fact : null)),
    requested: (sha: string) =>
      take((fact) => (fact.kind === 'requested' && fact.revision === sha ? fact : null)),
    finished: (sha: string) =>
      take((fact) => (fact.kind === 'finished' && fact.build.revision === sha ? fact.build : null)),
  }
}

const git = (repository: string, ...args: readonly string[]): string =>
  execFileSync('git', args, {
    cwd: repository,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...environment(repository),
      GIT_AUTHOR_NAME: committer.name,
      GIT_AUTHOR_EMAIL: committer.email,
      GIT_COMMITTER_NAME: committer.name,
      GIT_COMMITTER_EMAIL: committer.email,
    },
  }).trim()

function makeRepository(folder: string): string {
  const repository = join(folder, 'repository')
  mkdirSync(repository)
  git(repository, 'init', '--quiet', '--initial-branch=main')
  git(repository, 'commit', '--quiet', '--allow-empty', '--message=begin')
  return repository
}

const messageOf = ({ message, red }: Push): string =>
  message ?? (red === true ? 'put the lamp out' : 'light the lamp')

/** @returns the commit's name */
function commit(repository: string, branch: string, push: Push & { readonly hold: string }) {
  const known = git(repository, 'branch', '--list', branch) !== ''
  if (known) git(repository, 'checkout', '--quiet', branch)
  else git(repository, 'checkout', '--quiet', '-b', branch, 'main')
  const end = push.red === true ? 'echo "the lamp is out"; exit 1' : 'echo "the lamp is lit"'
  // The file's name makes two pushes of the same kind two commits.
  const wait = `while [ -e '${push.hold}' ]; do sleep 0.05; done`
  writeFileSync(join(repository, 'ci.sh'), `${wait}\n${end}\n`)
  git(repository, 'add', 'ci.sh')
  git(repository, 'commit', '--quiet', `--message=${messageOf(push)}`)
  return git(repository, 'rev-parse', 'HEAD')
}

type Change = {
  readonly branch: string
  readonly sha: string
  readonly project: string
  readonly repository: string
  readonly message: string
}

/** What a hook of the repository does: https://docs.buildbot.net/3.7.0/manual/configuration/wwwhooks.html#base */
async function tellOfChange(url: string, change: Change): Promise<void> {
  const form = new URLSearchParams({
    author: `${committer.name} <${committer.email}>`,
    branch: change.branch,
    revision: change.sha,
    project: change.project,
    repository: change.repository,
    comments: change.message,
  })
  const answer = await fetch(`${url}change_hook/base`, { method: 'POST', body: form })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`Buildbot did not take the change: ${answer.status} ${text}`)
}
