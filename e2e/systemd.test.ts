import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { describeWith } from '../test/support/engines.ts'
import { openNotifyReceiver } from '../test/support/notify-receiver.ts'
import { makeFolder } from './support/folder.ts'
import { freePort } from './support/ports.ts'
import { launch } from './support/program.ts'
import { tell } from './support/tell.ts'
import { environmentOf, readUnit, settingOf, unitFolder, unitNames } from './support/unit-file.ts'

/** What each unit holds the program to. */
const restraints: Readonly<Record<string, string>> = {
  NoNewPrivileges: 'yes',
  CapabilityBoundingSet: '',
  ProtectSystem: 'strict',
  ProtectHome: 'yes',
  ProtectProc: 'invisible',
  ProtectClock: 'yes',
  ProtectControlGroups: 'yes',
  ProtectHostname: 'yes',
  ProtectKernelLogs: 'yes',
  ProtectKernelModules: 'yes',
  ProtectKernelTunables: 'yes',
  PrivateDevices: 'yes',
  PrivateTmp: 'yes',
  PrivateUsers: 'yes',
  LockPersonality: 'yes',
  RestrictAddressFamilies: 'AF_INET AF_INET6 AF_UNIX',
  RestrictNamespaces: 'yes',
  RestrictRealtime: 'yes',
  RestrictSUIDSGID: 'yes',
  SystemCallArchitectures: 'native',
  SystemCallFilter: '~@privileged @resources',
  UMask: '0077',
  MemoryMax: '1G',
  TasksMax: '256',
  LimitNOFILE: '65536',
  Type: 'notify',
  NotifyAccess: 'all',
  Restart: 'always',
  RestartSec: '2',
  OOMPolicy: 'stop',
  WatchdogSec: '60',
  TimeoutStopSec: '40',
  StateDirectory: 'pharos',
}

describe.each(unitNames)('%s', (name) => {
  const unit = readUnit(name)

  test.each(Object.entries(restraints))('says %s=%s', (key, value) => {
    expect(settingOf(unit, key)).toBe(value)
  })

  test('lets V8 compile, denies the addresses of metadata, and allows the usual calls', () => {
    expect(unit.has('MemoryDenyWriteExecute')).toBe(false)
    expect(unit.get('IPAddressDeny')?.join(' ')).toContain('169.254.169.254')
    expect(unit.get('SystemCallFilter')?.[0]).toBe('@system-service')
  })

  test('has no secret but by a credential', () => {
    const secrets = [...environmentNames(name)].filter((word) => /SECRET|TOKEN|URL/.test(word))
    expect(secrets.filter((word) => !word.endsWith('_FILE'))).toEqual([])
  })
})

const environmentNames = (name: (typeof unitNames)[number]): string[] =>
  Object.keys(environmentOf(readUnit(name), { state: '', credentials: '' }))

test('the example of an environment file names variables that there are', () => {
  const names = (file: string) =>
    [...readFileSync(file, 'utf8').matchAll(/^#?([A-Z_]+)=/gm)].map(([, word]) => word)
  const known = names(join(unitFolder, '..', '..', '.env.example'))
  const named = names(join(unitFolder, 'pharos.env.example'))
  expect(named.length).toBeGreaterThan(2)
  expect(named.filter((word) => !known.includes(word))).toEqual([])
})

describeWith('systemd', "systemd's own judgement", (analyze) => {
  test.each(unitNames)('finds nothing wrong with %s', (name) => {
    using folder = makeFolder()
    for (const each of unitNames) copyFileSync(join(unitFolder, each), join(folder.path, each))
    const program = join(folder.path, 'pharos')
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 })
    const file = join(folder.path, name)
    const text = readFileSync(file, 'utf8').replace('/usr/local/bin/pharos', program)
    writeFileSync(file, text)
    const { status, stderr } = spawnSync(analyze, ['verify', file], { encoding: 'utf8' })
    const about = stderr.split('\n').filter((line) => line.includes(name))
    expect({ status, about }).toEqual({ status: 0, about: [] })
  })

  test.each(unitNames)('calls the exposure of %s no more than 2.5 of 10', (name) => {
    const file = join(unitFolder, name)
    const { status, stdout, stderr } = spawnSync(
      analyze,
      ['security', '--offline=true', '--threshold=25', '--no-pager', file],
      { encoding: 'utf8' },
    )
    const [, exposure] = /exposure level for \S+ ([\d.]+)/.exec(stdout) ?? []
    tell(`systemd-analyze security: the exposure of ${name} is ${exposure}`)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(Number(exposure)).toBeLessThanOrEqual(2.5)
  })

  test.each(unitNames)('%s: the program tells how it is, as the unit starts it', async (name) => {
    using folder = makeFolder()
    await using receiver = await openNotifyReceiver()
    const unit = readUnit(name)
    const env = environmentOf(unit, { state: folder.path, credentials: folder.path })
    mkdirSync(join(folder.path, 'pharos'))
    writeFileSync(join(folder.path, 'jwt-secret'), randomBytes(32).toString('base64'))
    const [, ...args] = settingOf(unit, 'ExecStart').split(' ')
    await using program = launch({
      args,
      cwd: join(folder.path, 'pharos'),
      env: {
        ...env,
        HOST: '127.0.0.1',
        PORT: String(await freePort()),
        NOTIFY_SOCKET: receiver.socket,
        WATCHDOG_USEC: '1000000',
      },
    })
    const ended = program.exited.then(() => {
      throw new Error(`it ended too early: ${program.stderr.text}`)
    })
    await Promise.race([receiver.hears('READY=1'), ended])
    const readyAt = receiver.heard.length
    await Promise.race([receiver.hears('WATCHDOG=1', readyAt), ended])
    ended.catch(() => {})
    program.kill('SIGTERM')
    const stopping = await receiver.hears('STOPPING=1')
    expect(stopping).toContain('STATUS=stopping')
    expect(await program.exited).toEqual({ code: 0, signal: null })
    const afterStop = receiver.heard.indexOf(stopping)
    expect(receiver.heard.slice(afterStop).flat()).not.toContain('WATCHDOG=1')
  })
})
