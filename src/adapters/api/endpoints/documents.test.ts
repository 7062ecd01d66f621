import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse } from '../house.contract.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

describe('the pages of the document', () => {
  test.each(['/swagger/index.html', '/api/docs'])('%s is a page for everybody', async (path) => {
    const { status, headers, text } = await house.ask('GET', path)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(text).toMatch(/^<!doctype html>/)
    for (const { operation } of operations())
      expect(text).toContain(`id="op-${operation.operationId}"`)
  })

  test('run no inline script and no inline style', async () => {
    const { headers, text } = await house.ask('GET', '/api/docs')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    expect(text).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/)
  })

  test('load what the page names, each with its type', async () => {
    const { text } = await house.ask('GET', '/api/docs')
    const named = [...text.matchAll(/(?:src|href)="(\/api\/docs\/[^"]+)"/g)].map(([, path]) => path)
    expect(named).toHaveLength(2)
    for (const path of named) {
      const asset = await house.ask('GET', path ?? '')
      expect(asset.status).toBe(200)
      expect(asset.headers.get('content-type')).toMatch(/^text\/(css|javascript)/)
    }
  })

  test('have ids that are there once, and links that lead somewhere', async () => {
    const { text } = await house.ask('GET', '/api/docs')
    const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
    const links = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
    expect(links.length).toBeGreaterThan(50)
    expect(links.filter((id) => !ids.includes(id))).toEqual([])
    const labels = [...text.matchAll(/<label for="([^"]+)"/g)].map(([, id]) => id)
    expect(labels.filter((id) => !ids.includes(id))).toEqual([])
  })

  test('are known by their ETag', async () => {
    for (const path of ['/api/docs', '/api/openapi.json', '/api/docs/docs.css']) {
      const { headers } = await house.ask('GET', path)
      const etag = headers.get('etag') ?? ''
      const again = await house.ask('GET', path, { headers: { 'If-None-Match': `"x", W/${etag}` } })
      expect([again.status, again.text]).toEqual([304, ''])
    }
  })

  test('/swagger leads to the page', async () => {
    for (const path of ['/swagger', '/swagger/']) {
      const { status, headers } = await house.ask('GET', path)
      expect([status, headers.get('location')]).toEqual([302, '/swagger/index.html'])
    }
  })
})

const operations = () =>
  Object.entries(house.api.document().paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  )
