import { expect, test } from 'vitest'
import { describeWith, miss } from '../test/support/engines.ts'
import { installUnits, must } from './support/installed-units.ts'
import { type Machine, whyNoMachine } from './support/machine.ts'
import { tell } from './support/tell.ts'
import { until } from './support/until.ts'

/** The answer of Pharos in the machine: its status, then its body. Fails when there is none. */
const get = (machine: Machine, path: string): Promise<string> =>
  must(
    machine,
    `node -e 'fetch("http://127.0.0.1:8080" + process.argv[1]).then(async (r) => console.log(r.status, await r.text()))' '${path}'`,
  )

const show = (machine: Machine, property: string, unit = 'pharos'): Promise<string> =>
  must(machine, `systemctl show ${unit} --property=${property} --value`)

/** The main process of a unit that is active, once it is not the given one. */
const processOf = (machine: Machine, unit = 'pharos', before = ''): Promise<string> =>
  until(`${unit} is active`, async () => {
    if ((await show(machine, 'ActiveState', unit)) !== 'active') return null
    const pid = await show(machine, 'MainPID', unit)
    return pid !== before && pid !== '0' && pid
  })

const setting = (machine: Machine, section: string, line: string): Promise<string> =>
  must(
    machine,
    `mkdir -p /etc/systemd/system/pharos.service.d
     printf '[${section}]\\n${line}\\n' >> /etc/systemd/system/pharos.service.d/test.conf
     systemctl daemon-reload`,
  )

/** Resolves when the unit has been active without a break for so many seconds. */
const untilActiveFor = (machine: Machine, seconds: number): Promise<boolean> =>
  until(`pharos was active for ${seconds} s`, async () => {
    const since = Number(await show(machine, 'ActiveEnterTimestampMonotonic')) / 1_000_000
    const now = Number((await must(machine, 'cat /proc/uptime')).split(' ')[0])
    return since > 0 && now - since > seconds
  })

/** The lines of /proc/PID/status that tell what a process may do. */
async function confinement(machine: Machine, pid: string): Promise<Record<string, string>> {
  const text = await must(machine, `cat /proc/${pid}/status`)
  return Object.fromEntries(text.split('\n').map((line) => line.split(/:\s+/)))
}

describeWith('systemd', 'the units under a systemd of their own', () => {
  const reason = whyNoMachine()
  if (reason !== null) {
    test('need a machine of their own', ({ skip }) => miss('systemd', reason, skip))
    return
  }

  test('start the program confined, and the page opens', async () => {
    const machine = await installUnits()
    const began = performance.now()
    await must(machine, 'systemctl enable --now pharos')
    const tookMs = Math.round(performance.now() - began)
    tell(`pharos.service was active ${tookMs} ms after "systemctl enable --now"`)
    expect(await get(machine, '/login')).toMatch(/^200 .*<title>[^<]*Pharos/s)
    expect(await show(machine, 'StatusText')).toMatch(/8080/)

    const status = await confinement(machine, await processOf(machine))
    const [user] = (status.Uid ?? '').split('\t')
    expect(user).toBe(await must(machine, 'id -u pharos'))
    expect(user).not.toBe('0')
    expect(status).toMatchObject({ NoNewPrivs: '1', Seccomp: '2', CapBnd: '0000000000000000' })

    const folder = '/var/lib/pharos'
    expect(await must(machine, `stat -c '%a %U' ${folder}`)).toBe('700 pharos')
    const files = await must(machine, `ls ${folder}`)
    expect(files).toContain('pharos.db')
    // The key is the credential's, so none was made.
    expect(files).not.toContain('jwt-secret')
    await must(machine, 'systemctl stop pharos')
  })

  test('start it again when it is killed, and when it hangs', async () => {
    const machine = await installUnits()
    await setting(machine, 'Service', 'WatchdogSec=2')
    await must(machine, 'systemctl start pharos')
    const first = await processOf(machine)
    await must(machine, `kill -KILL ${first}`)
    const second = await processOf(machine, 'pharos', first)
    await must(machine, `kill -STOP ${second}`)
    const began = performance.now()
    const third = await processOf(machine, 'pharos', second)
    tell(`a program that hung was replaced after ${Math.round(performance.now() - began)} ms`)
    expect(await show(machine, 'NRestarts')).toBe('2')
    expect(await must(machine, 'journalctl --no-pager -u pharos')).toMatch(/[Ww]atchdog timeout/)
    expect(await get(machine, '/livez')).toMatch(/^200/)
    // And it is fed well enough to live on.
    await untilActiveFor(machine, 5)
    expect(await processOf(machine)).toBe(third)
  })

  test('have it read its configuration again, and stop it cleanly', async () => {
    const machine = await installUnits()
    await must(machine, 'systemctl start pharos')
    await must(machine, 'systemctl reload pharos')
    await until('it has read the configuration again', async () =>
      (await must(machine, 'journalctl --no-pager -u pharos')).includes('was read again'),
    )
    const began = performance.now()
    await must(machine, 'systemctl stop pharos')
    tell(`"systemctl stop" took ${Math.round(performance.now() - began)} ms`)
    expect(await show(machine, 'Result')).toBe('success')
    expect(await show(machine, 'ExecMainStatus')).toBe('0')
  })

  test('leave it stopped when its configuration is wrong', async () => {
    const machine = await installUnits()
    await must(machine, 'echo PORT=nonsense > /etc/pharos/pharos.env')
    const { code } = await machine.run('systemctl start pharos')
    expect(code).not.toBe(0)
    expect(await show(machine, 'ActiveState')).toBe('failed')
    expect(await show(machine, 'ExecMainStatus')).toBe('2')
    expect(await must(machine, 'journalctl --no-pager -u pharos')).toContain('PORT')
    expect(await show(machine, 'NRestarts')).toBe('0')
  })

  test('count it as started while its database is away', async () => {
    const machine = await installUnits()
    await setting(machine, 'Service', 'WatchdogSec=1')
    const line = 'DATABASE_URL=postgres://nobody@127.0.0.1:9/none'
    await must(machine, `echo ${line} > /etc/pharos/pharos.env`)
    await must(machine, 'timeout 20 systemctl start pharos')
    expect(await show(machine, 'ActiveState')).toBe('active')
    expect(await get(machine, '/livez')).toMatch(/^200/)
    expect(await get(machine, '/readyz')).toMatch(/^503/)
    const pid = await processOf(machine)
    await untilActiveFor(machine, 3)
    expect(await processOf(machine)).toBe(pid)
  })

  test('run it as two processes, one restarted without the other', async () => {
    const machine = await installUnits()
    await must(machine, 'systemctl start pharos')
    await must(machine, 'systemctl start pharos-web')
    await until('the one process has given way', async () =>
      /^(?:inactive|failed)$/.test(await show(machine, 'ActiveState')),
    )
    const web = await processOf(machine, 'pharos-web')
    const collector = await processOf(machine, 'pharos-collector')
    expect(await get(machine, '/login')).toMatch(/^200 .*<title>[^<]*Pharos/s)
    await must(machine, 'systemctl restart pharos-collector')
    await processOf(machine, 'pharos-collector', collector)
    expect(await processOf(machine, 'pharos-web')).toBe(web)
    await until('the two are well', async () => /^200/.test(await get(machine, '/readyz')))
    await must(machine, 'systemctl stop pharos-web pharos-collector')
    expect(await show(machine, 'Result', 'pharos-web')).toBe('success')
    expect(await show(machine, 'Result', 'pharos-collector')).toBe('success')
  })
})
