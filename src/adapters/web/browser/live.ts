/**
 * Watches the stream: ends it when it falls silent, has it come back soon, asks by polling where no
 * stream gets through, and holds changes back on demand.
 *
 * - *Live*: each message changes the page, and its id moves the page's place on.
 * - *Lost* (`lostAt`): nothing comes. The stream is asked for again, from the page's place.
 * - *Polling* (`isPolling`): the server has no room, or what comes is held up on its way. Answers
 *   change the page; messages do not, and two fresh heartbeats end it.
 * - *Paused* (`isPaused`): somebody wants quiet, and nothing changes the page.
 * - *Ended* (`ended`): only loading the page anew helps.
 *
 * Beside these, a connection is *behind* (`isBehind`) once a message of it was left out, or once the
 * page has got further without it. Nothing of such a connection changes the page or its place any
 * more; as soon as messages may change it again, another one is begun.
 */

/** Heartbeats come every 10 s. hx-sse itself would wait for ever on a connection that died silently. */
const silentMs = 25_000
/** Until then a stream that broke is tried again about every second, later less often. */
const eagerMs = 15_000
/** Longest waits before the next try. hx-sse adds or takes up to 30 %. */
const waits = { eager: 900, patient: 3_500, polling: 30_000 } as const
const firstWaitMs = 500
const pollMs = 10_000
const lookMs = 250
/** A heartbeat that is older was held up on its way, with everything before it. */
const freshMs = 3_000

const stream = document.getElementById('stream')
const streamQuery = stream?.getAttribute('hx-sse:connect')?.split('?')[1] ?? ''
const drawnAt = placeOf(new URLSearchParams(streamQuery).get('since') ?? '') ?? { from: 0, to: 0 }

const live: LiveState & {
  place: Place
  connection: SseConnection | null
  /** hx-sse comes back only to what it had: a first connection that fails is ours to repeat. */
  connectAt: number
  isConnecting: boolean
  /** Come back without the usual wait. */
  isHurried: boolean
  heardAt: number
  /** How often nothing came for so long that it cannot be right. */
  silences: number
  /** The server has no room for another stream. */
  isRefused: boolean
  pollAt: number
  isAsking: boolean
  freshBeats: number
  /** The server's clock minus this computer's, in milliseconds. */
  ahead: number
  isBehind: boolean
} = {
  place: drawnAt,
  connection: null,
  connectAt: 0,
  isConnecting: true,
  isHurried: false,
  heardAt: performance.now(),
  silences: 0,
  isRefused: false,
  pollAt: 0,
  isAsking: false,
  freshBeats: 0,
  ahead: 0,
  isBehind: false,
  lostAt: performance.now(),
  dataFrom: new Date(),
  ended: null,
  isOutdated: false,
  isPolling: false,
  isPaused: false,
  waiting: new Set(),
}

function lose(): void {
  if (live.isPolling) return
  live.lostAt ??= performance.now()
}

function endLive(why: Ending): void {
  live.ended = why
  // Else hx-sse would ask again for ever.
  stream?.remove()
  drawChip(live)
}

/** @returns whether it is the end. */
function takeRefusal(status: number | undefined): boolean {
  if (status === 401) endLive('signed-out')
  live.isRefused ||= status === 429
  return status === 401
}

/** Ends what is, so that the stream begins anew where the page is. */
function restart(): void {
  const { connection } = live
  live.isHurried = true
  if (connection === null) live.connectAt = 0
  else if (connection.reader !== null) connection.reader.cancel()
  else connection.delayCanceller?.()
}

function setPace({ config }: SseConnection): void {
  const { isPolling, lostAt } = live
  const isEager = lostAt === null || performance.now() - lostAt < eagerMs
  config.reconnectDelay = isPolling ? waits.polling : firstWaitMs
  config.reconnectMaxDelay = isPolling ? waits.polling : isEager ? waits.eager : waits.patient
}

function hear(): void {
  live.heardAt = performance.now()
  if (live.isPolling) return
  live.dataFrom = new Date()
  live.lostAt = null
  live.silences = 0
  live.isRefused = false
}

/** What was held up on its way comes all at once, so one fresh heartbeat says little; two say that the stream works. */
function countBeat(data: string): void {
  if (!live.isPolling) return
  const age = Date.now() + live.ahead - JSON.parse(data).t
  live.freshBeats = Math.abs(age) > freshMs ? 0 : live.freshBeats + 1
  if (live.freshBeats < 2) return
  live.isPolling = false
  hear()
  // What came meanwhile was left out, and polling may have brought the page further than the stream.
  restart()
}

function learnVersion(version: string): void {
  const script = document.querySelector('script[src^="/a/app."]')?.getAttribute('src')
  const style = document.querySelector('link[rel=stylesheet]')?.getAttribute('href')
  live.isOutdated = version !== `${script} ${style}`
}

/** Named messages: none of them changes the page. */
function takeNews(event: string, data: string): void {
  if (event === 'hb') countBeat(data)
  if (event === 'ver') learnVersion(JSON.parse(data).version)
  if (event === 'bye') endLive(JSON.parse(data).why)
}

/** @returns whether the page is to change now. */
function takeChange(data: string): boolean {
  if (live.isPaused) {
    for (const [, id] of data.matchAll(/hx-target="[^"]*#svc-(\d+)/g)) live.waiting.add(id ?? '')
  }
  live.isBehind ||= live.isPaused || live.isPolling
  return !live.isBehind
}

function takeMessage(detail: SseDetail): void {
  // hx-sse pauses in a hidden tab, unless it was just connecting when the tab was hidden.
  if (document.hidden) document.dispatchEvent(new Event('visibilitychange'))
  const { event = '', id = '', data = '' } = detail.message ?? {}
  detail.cancelled = event === '' && !takeChange(data)
  if (!live.isBehind) live.place = furtherOf(live.place, placeOf(id))
  // Whoever is sent away has heard nothing.
  if (event !== 'drain') hear()
  takeNews(event, data)
  if (live.isBehind && !live.isPaused && !live.isPolling) restart()
  setPace(detail.connection)
  drawChip(live)
}

const needsPolling = (): boolean => live.silences > 1 || live.isRefused

async function poll(target: HTMLElement): Promise<void> {
  live.isAsking = true
  live.pollAt = performance.now() + pollMs
  const answer = await askSync(streamQuery, placeText(live.place))
  live.isAsking = false
  // Meanwhile the stream may have come back or ended, or somebody wants quiet.
  if (live.isPaused || live.ended !== null || !needsPolling()) return
  if (answer.kind === 'signed-out' || answer.kind === 'access') return endLive(answer.kind)
  live.isPolling = answer.kind === 'changes'
  if (live.connection !== null) setPace(live.connection)
  if (answer.kind === 'reset') tell(target, 'reset', '{}')
  if (answer.kind !== 'changes') return lose()
  const { pulse, markup } = answer
  live.place = furtherOf(live.place, placeOf(pulse.at))
  live.isBehind = true
  live.ahead = pulse.t - Date.now()
  live.lostAt = null
  live.dataFrom = new Date()
  learnVersion(pulse.version)
  tell(target, 'hb', JSON.stringify(pulse))
  await htmx.swap({ sourceElement: target, target, text: markup, swap: 'none' })
  drawChip(live)
}

/** As if the stream had said it. */
function tell(target: HTMLElement, name: string, data: string): void {
  target.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { data } }))
}

function watchdog(target: HTMLElement): void {
  if (document.hidden || live.ended !== null) return
  const now = performance.now()
  const { connection, isConnecting } = live
  if (connection === null && !isConnecting && now >= live.connectAt) {
    target.dispatchEvent(new Event('connect'))
  }
  if (now - live.heardAt > silentMs) {
    live.heardAt = now
    live.silences += 1
    lose()
    connection?.reader?.cancel()
  }
  if (needsPolling() && !live.isPaused && !live.isAsking && now >= live.pollAt) void poll(target)
  drawChip(live)
}

function followStream(): void {
  const on = (name: string, listener: (detail: SseDetail) => void): void =>
    document.addEventListener(`htmx:sse:${name}`, (event) =>
      listener((event as CustomEvent<SseDetail>).detail),
    )
  on('before:connection', ({ connection }) => {
    live.connection = connection
    live.freshBeats = 0
    // The first one was asked for from where the page was drawn.
    live.isBehind = connection.attempt === 0 && live.place !== drawnAt
    if (connection.attempt === 0) return
    lose()
    connection.lastEventId = placeText(live.place)
    if (live.isHurried) setTimeout(() => connection.delayCanceller?.())
    live.isHurried = false
  })
  on('before:message', takeMessage)
  on('error', ({ connection, status }) => {
    if (takeRefusal(status)) return
    lose()
    setPace(connection)
  })
  on('close', ({ reason }) => {
    live.connection = null
    live.connectAt = performance.now() + waits.eager
    if (reason !== 'message') lose()
  })
}

/** The request of the first connection is htmx's own. */
function followRequest(target: HTMLElement): void {
  const on = (name: string, listener: (event: CustomEvent) => void): void =>
    target.addEventListener(`htmx:${name}`, (event) => {
      if (event.target === target) listener(event as CustomEvent)
    })
  on('before:request', (event) => {
    live.isConnecting = true
    // A browser has six connections for one server; a tab that nobody sees takes none.
    if (document.hidden) event.preventDefault()
  })
  on('response:error', ({ detail }) => takeRefusal(detail.ctx.response.status))
  on('finally:request', () => {
    live.isConnecting = false
    if (live.connection !== null) return
    live.connectAt = performance.now() + (live.isPolling ? waits.polling : waits.eager)
    lose()
  })
}

function comeBack(target: HTMLElement): void {
  if (document.hidden) return
  live.heardAt = performance.now()
  if (!live.isPolling) live.lostAt = live.heardAt
  restart()
  watchdog(target)
}

function togglePause(): void {
  if (live.ended !== null) return
  live.isPaused = !live.isPaused
  if (!live.isPaused && live.isBehind) restart()
  live.waiting.clear()
  live.pollAt = 0
  drawChip(live)
}

if (stream !== null) {
  followStream()
  followRequest(stream)
  document.addEventListener('visibilitychange', () => comeBack(stream))
  addEventListener('online', restart)
  document.addEventListener('pharos:pause', togglePause)
  document.getElementById('chip')?.addEventListener('click', (event) => {
    if (event.target instanceof HTMLButtonElement) togglePause()
  })
  setInterval(() => watchdog(stream), lookMs)
}
