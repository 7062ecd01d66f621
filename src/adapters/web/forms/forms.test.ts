import { describe, expect, test } from 'vitest'
import { sampleService } from '../sample.contract.ts'
import { clashOf, merged } from './conflict.ts'
import { changeOf, draftOf, serviceText, textOf } from './service-text.ts'

const text = textOf(sampleService({ timeoutMs: 1_500, degradedAboveMs: 800 }))

test('a service becomes the text that a form shows', () => {
  expect(text).toEqual({
    name: 'api',
    url: 'https://api.example.com/health',
    check_interval: '30s',
    timeout: '1s500ms',
    failures_to_down: '2',
    successes_to_up: '1',
    degraded_above_ms: '800',
  })
})

test('fields that are left empty are left to the defaults of a new service', () => {
  const typed = serviceText({ name: ' api ', url: 'https://a.example', check_interval: '' })
  expect(draftOf(typed)).toEqual({ name: 'api', url: 'https://a.example' })
})

test('a needed field that is empty is sent, so that the answer names it', () => {
  expect(draftOf(serviceText({ name: '  ' }))).toEqual({ name: '', url: '' })
})

test('a setting that may be absent is taken away by emptying its field', () => {
  const change = changeOf({ ...text, timeout: '', degraded_above_ms: ' ' })
  expect(change).toMatchObject({ timeout: null, degraded_above_ms: null, check_interval: '30s' })
})

test('fields that no form of ours has are dropped', () => {
  expect(serviceText({ name: 'a', rev: '9', __proto__: 'x' })).not.toHaveProperty('rev')
})

describe('when two people change a service', () => {
  const was = text

  test('only fields that both changed differently clash', () => {
    const yours = { ...was, name: 'mine', timeout: '2s', check_interval: '60s' }
    const theirs = { ...was, name: 'theirs', timeout: '2s', failures_to_down: '5' }
    expect(clashOf({ was, yours, theirs })).toEqual({ name: { was: 'api', theirs: 'theirs' } })
  })

  test('the form shows theirs with what was typed over it', () => {
    const yours = { ...was, name: 'mine' }
    const theirs = { ...was, name: 'theirs', failures_to_down: '5' }
    expect(merged({ was, yours, theirs })).toEqual({ ...was, name: 'mine', failures_to_down: '5' })
  })
})
