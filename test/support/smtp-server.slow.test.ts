import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { describeWith } from './engines.ts'
import { startSmtpServer } from './smtp-server.ts'

/** Says the lines one by one, each after a reply, and answers with all replies. */
async function talk(port: number, lines: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const rest = [...lines]
  let replies = ''
  socket.on('data', (chunk: Buffer) => {
    replies += chunk.toString()
    const next = /^\d{3} .*\r\n$/m.test(chunk.toString()) ? rest.shift() : undefined
    if (next !== undefined) socket.write(`${next}\r\n`)
  })
  await once(socket, 'close')
  return replies
}

const mail = ['MAIL FROM:<a@test>', 'RCPT TO:<b@test>', 'DATA', 'Subject: hello\r\n\r\nbody\r\n.']

describeWith('aiosmtpd', 'the SMTP server of the suites', (python) => {
  test('hands over what it took', async () => {
    await using server = await startSmtpServer(python)
    const coming = server.mail()
    await talk(server.port, ['EHLO me', ...mail, 'QUIT'])
    expect(await coming).toMatchObject({ from: 'a@test', to: ['b@test'], tls: false, user: null })
    expect((await coming).data).toContain('Subject: hello')
  })

  test('takes nothing without the login where it has one', async () => {
    const login = { user: 'pharos', password: 'word' }
    await using server = await startSmtpServer(python, { login })
    expect(await talk(server.port, ['EHLO me', mail[0] ?? '', 'QUIT'])).toMatch(/^530 /m)
    const plain = Buffer.from('\0pharos\0word').toString('base64')
    await talk(server.port, ['EHLO me', `AUTH PLAIN ${plain}`, ...mail, 'QUIT'])
    expect(await server.mail(0)).toMatchObject({ user: 'pharos' })
  })

  test('refuses with the words that it was given', async () => {
    await using server = await startSmtpServer(python, { refuse: { rcpt: '550 nobody here' } })
    const replies = await talk(server.port, ['EHLO me', ...mail.slice(0, 2), 'QUIT'])
    expect(replies).toContain('550 nobody here')
    expect(server.mails).toEqual([])
  })
})
