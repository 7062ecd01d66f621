import { expect, test } from 'vitest'
import { describeWith } from '../../../../test/support/engines.ts'
import { type SmtpManner, startSmtpServer } from '../../../../test/support/smtp-server.ts'
import { makeCertificate } from '../http/certificate.contract.ts'
import { runProbe } from '../world.contract.ts'
import { smtp } from './index.ts'

describeWith('aiosmtpd', 'the smtp probe, of a real mail server', (python) => {
  const ask = async (manner: SmtpManner, config: object = {}) => {
    await using server = await startSmtpServer(python, manner)
    const scheme = manner.tls === 'implicit' ? 'smtps' : 'smtp'
    const world = { lookup: async () => ['127.0.0.1'] }
    const result = await runProbe(smtp, `${scheme}://localhost:${server.port}`, { config, world })
    expect(server.mails).toEqual([])
    return result
  }
  const certificate = makeCertificate()

  test('a server that greets is up', async () => {
    const result = await ask({})
    expect(result).toMatchObject({ status: 'up', phases: { tlsMs: null } })
    expect(result.message).toMatch(/^220 mail\.test /)
    expect(result.evidence.offers).toMatch(/SIZE/)
  })

  test('STARTTLS is used where it is asked for, and the certificate counts', async () => {
    const manner = { tls: 'starttls', certificate } as const
    expect(await ask(manner, { starttls: true })).toMatchObject({
      reason: 'tls_failure',
      message: 'the certificate is self-signed',
    })
    expect(await ask(manner, { starttls: true, verify_tls: false })).toMatchObject({
      status: 'up',
      evidence: { tls_protocol: 'TLSv1.3', cert_subject: 'CN=localhost' },
    })
    expect(await ask(manner)).toMatchObject({ status: 'up', phases: { tlsMs: null } })
  })

  test('a server without STARTTLS is tls_failure where it is asked for', async () => {
    expect(await ask({}, { starttls: true })).toMatchObject({
      reason: 'tls_failure',
      message: 'the server offers no STARTTLS',
    })
  })

  test('smtps is TLS from the start', async () => {
    const manner = { tls: 'implicit', certificate } as const
    expect(await ask(manner)).toMatchObject({ reason: 'tls_failure' })
    const result = await ask(manner, { verify_tls: false, starttls: true })
    expect(result).toMatchObject({ status: 'up', evidence: { tls_protocol: 'TLSv1.3' } })
  })
})
