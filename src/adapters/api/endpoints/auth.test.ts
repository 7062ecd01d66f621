import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse, type Person, password } from '../house.contract.ts'

let house: House
let admin: Person

beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const local = { 'x-test-loopback': 'yes' }
const register = (json: unknown, headers: Record<string, string> = {}) =>
  house.ask('POST', '/api/v1/auth/register', { json, headers })
const logIn = (email: string, secret = password) =>
  house.ask('POST', '/api/v1/auth/login', { json: { email, password: secret } })

describe('registering', () => {
  const first = { email: 'Ana@Example.com', password }

  test('the first account needs the set-up token from elsewhere than the machine itself', async () => {
    expect((await register(first)).status).toBe(403)
    expect((await register({ ...first, setup_token: 'wrong' })).status).toBe(403)
  })

  test('the first account becomes admin, and is no secret', async () => {
    const { status, json, text } = await register({ ...first, setup_token: 'setup' }, local)
    expect(status).toBe(201)
    expect(json).toEqual({
      id: expect.any(Number),
      email: 'ana@example.com',
      role: 'admin',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    })
    expect(text).not.toContain('password')
    admin = await house.person('admin', 'second@example.com')
  })

  test('later ones need an invitation, which works once', async () => {
    const ben = { email: 'ben@example.com', password }
    expect((await register(ben, local)).status).toBe(403)
    const invited = await house.ask('POST', '/api/v1/invitations', {
      as: admin,
      json: { role: 'editor' },
    })
    expect(invited.status).toBe(201)
    const { invitation } = invited.json
    const registered = await register({ ...ben, invitation })
    expect(registered.json.role).toBe('editor')
    const again = await register({ email: 'carl@example.com', password, invitation })
    expect(again.status).toBe(403)
  })

  test('a taken address is a conflict at its field', async () => {
    const { json: made } = await house.ask('POST', '/api/v1/invitations', { as: admin, json: {} })
    const { status, json } = await register({ ...first, invitation: made.invitation })
    expect(status).toBe(409)
    expect(json).toMatchObject({ code: 'conflict', errors: [{ field: 'email' }] })
  })

  test.each(['role', 'id', 'disabled', 'isAdmin', 'passwordHash'])(
    'Z3: nobody sets %s by registering',
    async (field) => {
      const { status, json } = await register({ ...first, [field]: 'admin' }, local)
      expect(status).toBe(422)
      expect(json.errors[0]?.field).toBe(field)
    },
  )

  test('A9: an enormous password is refused before anybody hashes it', async () => {
    const { status } = await register({ ...first, password: 'x'.repeat(900_000) }, local)
    expect(status).toBe(422)
  })
})

describe('logging in and out', () => {
  test('gives a JWT that works until log-out, and not after', async () => {
    const { status, json } = await logIn('ana@example.com')
    expect(status).toBe(200)
    expect(json.user).toMatchObject({ email: 'ana@example.com', role: 'admin' })
    expect(Date.parse(json.expires_at)).toBeGreaterThan(Date.now())
    const me = await house.ask('GET', '/api/v1/me', { as: json })
    expect(me.json).toMatchObject({ email: 'ana@example.com', role: 'admin', credential: 'jwt' })
    const out = await house.ask('POST', '/api/v1/auth/logout', { as: json })
    expect([out.status, out.text]).toEqual([204, ''])
    expect((await house.ask('GET', '/api/v1/me', { as: json })).status).toBe(401)
  })

  test('A6: a wrong password and an unknown address get the same answer', async () => {
    const wrong = await logIn('ana@example.com', 'not the password')
    const unknown = await logIn('nobody@example.com', 'not the password')
    expect(wrong.status).toBe(401)
    const { request_id: _, ...problem } = wrong.json
    expect(unknown.json).toMatchObject(problem)
  })

  test('A5: too many failures get 429 with Retry-After', async () => {
    const tries = Array.from({ length: 11 }, () => logIn('guessed@example.com', 'guess'))
    const told = await Promise.all(tries)
    const limited = told.filter(({ status }) => status === 429)
    expect(limited.length).toBeGreaterThan(0)
    expect(Number(limited[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(limited[0]?.json.code).toBe('too_many_requests')
  })
})

describe('changing the password', () => {
  test('ends the JWTs of the account, and says which field is wrong', async () => {
    const dora = await house.person('viewer', 'dora@example.com')
    const { json: session } = await logIn(dora.email)
    const change = (current: string) =>
      house.ask('POST', '/api/v1/me/password', {
        as: dora,
        json: { current_password: current, new_password: 'battery staple' },
      })
    const wrong = await change('not the password')
    expect(wrong.status).toBe(422)
    expect(wrong.json.errors).toEqual([{ field: 'current_password', message: 'is wrong' }])
    expect((await change(password)).status).toBe(204)
    expect((await house.ask('GET', '/api/v1/me', { as: session })).status).toBe(401)
    expect((await logIn(dora.email, 'battery staple')).status).toBe(200)
  })
})
