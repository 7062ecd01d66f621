import { describe, expect, test } from 'vitest'
import { serverOf } from './address.ts'
import {
  addressOf,
  branchJobOf,
  branchOfJob,
  buildPath,
  jobPath,
  placeOf,
  runIdOf,
} from './paths.ts'

test('the path of a job has its folders, each name encoded', () => {
  expect(jobPath('Platform/web app/deploy')).toBe('job/Platform/job/web%20app/job/deploy/')
})

describe('branches with slashes', () => {
  test.each([
    ['feature/x', 'feature%2Fx'],
    ['release/1.0/#7', 'release%2F1.0%2F%237'],
    ['fix: 100%', 'fix%3A 100%25'],
    ['main', 'main'],
    ['größe', 'größe'],
  ])('the branch %j has the job %j', (branch, job) => {
    expect(branchJobOf(branch)).toBe(job)
    expect(branchOfJob(job)).toBe(branch)
  })

  test('the name of its job is encoded once more in a path', () => {
    expect(jobPath('org/repo/feature%2Fx')).toBe('job/org/job/repo/job/feature%252Fx/')
    expect(buildPath('org/repo', { job: 'feature%2Fx', number: 12 })).toBe(
      'job/org/job/repo/job/feature%252Fx/12/',
    )
  })

  test('a name that only looks encoded is taken as it is', () => {
    expect(branchOfJob('100%')).toBe('100%')
  })
})

test('the same number of two branches makes two ids, which lead back', () => {
  const places = [
    { job: 'feature%2Fx', number: 4 },
    { job: 'main', number: 4 },
    { job: null, number: 4 },
  ]
  expect(places.map(runIdOf)).toEqual(['feature%2Fx#4', 'main#4', '4'])
  expect(places.map(runIdOf).map(placeOf)).toEqual(places)
})

test.each(['', '#4', 'main', 'main#', '-1', '4/../../user', '12345678901'])(
  '%j is no id of a build',
  (id) => expect(placeOf(id)).toBeNull(),
)

test.each([
  ['http://localhost:8080/job/asgard/18/', ['asgard'], 18],
  ['job/asgard/18/', ['asgard'], 18],
  [
    'https://ci.example/jenkins/view/all/job/org/job/repo/job/feature%252Fx/7',
    ['org', 'repo', 'feature%2Fx'],
    7,
  ],
  ['https://ci.example/job/a/job/b/', ['a', 'b'], null],
  ['https://ci.example/job/a/9/?x=/job/z/1/', ['a'], 9],
])('%s leads to a job, and to a build of it', (url, names, number) => {
  expect(addressOf(url)).toEqual({ names, number })
})

test.each(['', 'https://ci.example/', 'https://ci.example/queue/item/4/', 'job/%zz/4/'])(
  '%j leads to none',
  (url) => expect(addressOf(url)).toBeNull(),
)

test.each([
  ['https://ci.example/jenkins/', 'https://ci.example/jenkins'],
  ['http://10.0.0.1:8080', 'http://10.0.0.1:8080'],
  ['https://ann:word@ci.example', null],
  ['https://ci.example/?x', null],
  ['ci.example', null],
  ['ftp://ci.example', null],
])('the address %s becomes %j', (text, server) => expect(serverOf(text)).toBe(server))
