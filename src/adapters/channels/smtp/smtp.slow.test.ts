import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { describeWith } from '../../../../test/support/engines.ts'
import { type SmtpManner, startSmtpServer } from '../../../../test/support/smtp-server.ts'
import { refusalOf } from '../../../kernel/world.contract.ts'
import { makeCertificate } from '../../probes/http/certificate.contract.ts'
import { parseChannel } from '../index.ts'
import { aChange, hostile } from '../letters.contract.ts'
import { canary, send } from '../receivers.contract.ts'

const open = { username: '', password: '' }
const login = { user: 'pharos', password: canary }

/** A certificate that this process believes in for as long as the test runs. */
function trusted(certificate = makeCertificate()) {
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, certificate.cert])
  onTestFinished(() => setDefaultCACertificates(before))
  return certificate
}

describeWith('aiosmtpd', 'the channel smtp', (python) => {
  const start = (manner: SmtpManner = {}) => startSmtpServer(python, manner)

  test('arrives as a mail that says all that there is, in text and in HTML', async () => {
    await using server = await start()
    const delivered = { kind: 'delivered', detail: 'accepted for 2 of 2' }
    expect(await send({ type: 'smtp', port: server.port, differs: open })).toEqual(delivered)
    const { from, to, data } = await server.mail(0)
    expect(from).toBe('pharos@example.com')
    expect(to).toEqual(['ann@example.com', 'bob@example.com'])
    expect(data).toMatch(/^Subject: Shop API is down\r?$/m)
    expect(data).toMatch(/^Auto-Submitted: auto-generated\r?$/m)
    expect(data).toContain(`<${aChange().id}@example.com>`)
    expect(data).toContain('References: <service-7@example.com>')
    expect(data).toContain('text/html')
    expect(data).toContain('answered 503, 200-299 was expected')
    expect(data).toContain('https://pharos.example/services/7')
  })

  test('goes to the next address of a name when nobody is at the first', async () => {
    await using server = await start()
    const differs = { ...open, host: 'two.example' }
    const world = { lookup: async () => ['127.0.0.2', '127.0.0.1'] }
    const sent = await send({ type: 'smtp', port: server.port, differs, world })
    expect(sent).toMatchObject({ kind: 'delivered' })
    expect((await server.mail(0)).to).toHaveLength(2)
  })

  test('has the same Message-ID on every attempt', async () => {
    await using server = await start()
    for (const index of [0, 1]) {
      await send({ type: 'smtp', port: server.port, differs: open })
      const { data } = await server.mail(index)
      expect(/^Message-ID: (.*?)\r?$/m.exec(data)?.[1]).toBe(`<${aChange().id}@example.com>`)
    }
  })

  test('N2 a name with a line break in it adds no header and no recipient', async () => {
    await using server = await start()
    const notification = aChange({ name: hostile })
    await send({ type: 'smtp', port: server.port, differs: open, notification })
    const { data, to } = await server.mail(0)
    expect(to).toHaveLength(2)
    expect(data.split(/\r?\n\r?\n/)[0]).not.toMatch(/^Bcc:/m)
  })

  test('what is refused for good is not tried again, who is busy is', async () => {
    await using gone = await start({ refuse: { rcpt: '550 no such user' } })
    const sending = { type: 'smtp', differs: open }
    expect(await send({ ...sending, port: gone.port })).toEqual({
      kind: 'refused',
      detail: 'the recipients were not accepted (answered 550)',
    })
    await using busy = await start({ refuse: { data: '451 try later' } })
    expect(await send({ ...sending, port: busy.port })).toEqual({
      kind: 'failed',
      detail: 'the message was not accepted (answered 451)',
      retryAfterMs: null,
    })
  })

  test.each(['starttls', 'implicit'] as const)('logs in over %s', async (tls) => {
    const certificate = trusted()
    await using server = await start({ tls, certificate, login })
    const differs = { tls }
    expect(await send({ type: 'smtp', port: server.port, differs })).toMatchObject({
      kind: 'delivered',
    })
    expect(await server.mail(0)).toMatchObject({ tls: true, user: 'pharos' })
  })

  test('a password that is not accepted is for a person to mend', async () => {
    const certificate = trusted()
    await using server = await start({ tls: 'starttls', certificate, login })
    const differs = { tls: 'starttls', password: 'another' }
    expect(await send({ type: 'smtp', port: server.port, differs })).toEqual({
      kind: 'refused',
      detail: 'the user name or password was not accepted (answered 535)',
    })
  })

  test.each([
    ['an unknown certificate', 'starttls', 'starttls', undefined],
    ['an unknown certificate', 'implicit', 'implicit', undefined],
    ['the certificate of another host', 'starttls', 'starttls', ['mail.example']],
    ['no TLS at all', 'none', 'starttls', undefined],
  ] as const)('%s (%s) gets neither mail nor password', async (_, served, tls, names) => {
    const certificate =
      names === undefined ? makeCertificate() : trusted(makeCertificate({ names }))
    await using server = await start({ tls: served, certificate })
    const attempt = await send({ type: 'smtp', port: server.port, differs: { tls } })
    expect(attempt.kind).toBe('failed')
    expect(server.mails).toEqual([])
  })

  test('the certificate is that of the name, at the address that was checked', async () => {
    const certificate = trusted(makeCertificate({ names: ['mail.example'] }))
    await using server = await start({ tls: 'starttls', certificate })
    const differs = { ...open, tls: 'starttls', host: 'mail.example' }
    const world = { lookup: async () => ['127.0.0.1'] }
    const attempt = await send({ type: 'smtp', port: server.port, differs, world })
    expect(attempt).toMatchObject({ kind: 'delivered' })
  })
})

const settings = { host: 'mail.example', from: 'a@example.com', to: ['b@example.com'] }

test.each([
  ['to', [], 'is needed'],
  ['to', ' ,\n', 'is needed'],
  ['to', Array.from({ length: 51 }, (_, i) => `a${i}@example.com`), 'must be at most 50 addresses'],
  ['from', 'a@b\r\nBcc: c@example.com', 'must look like name@example.com'],
  ['host', 'mail.example:25/x', 'must be a host name or an address'],
  ['port', 0, 'must be from 1 to 65535'],
])('the setting %s does not take %j', (field, value, message) => {
  const { fields } = refusalOf(() => parseChannel('smtp', { ...settings, [field]: value }))
  expect(fields).toEqual([{ path: `config.${field}`, message }])
})

test('a recipient that is none is named', () => {
  const to = 'ann@example.com\neve@evil.example x'
  const { fields } = refusalOf(() => parseChannel('smtp', { ...settings, to }))
  expect(fields).toEqual([
    {
      path: 'config.to.1',
      message: 'has "eve@evil.example x", which is not like name@example.com',
    },
  ])
})
