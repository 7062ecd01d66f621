import { describe, expect, test } from 'vitest'
import {
  containerOf,
  environmentOf,
  image,
  load,
  manifestsOf,
  portOf,
  secretNames,
  secretPlace,
  selects,
  servers,
  workloads,
} from './kubernetes.ts'
import type { Labels } from './manifest.ts'
import { answersAt, isCommand, variableOf } from './program.ts'

test('there is a pod for each role', () => {
  expect(workloads.map(({ setting, role, kind }) => [setting, role, kind])).toEqual([
    ['one-pod', 'serve', 'StatefulSet'],
    ['web-and-collector', 'web', 'Deployment'],
    ['web-and-collector', 'collector', 'Deployment'],
    ['web-and-collector', 'migrate', 'Job'],
  ])
})

describe.each(workloads)('the pod of $role in $setting', (workload) => {
  const { spec, role } = workload
  const container = containerOf(workload)

  test('runs as the user of the image and not as root', () => {
    const [uid, gid] = image.user.split(':').map(Number)
    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: uid,
      runAsGroup: gid,
      fsGroup: gid,
    })
  })

  test('has a read-only root, no capability, no privilege to gain, and the seccomp profile of the runtime', () => {
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    expect(spec.securityContext.seccompProfile).toEqual({ type: 'RuntimeDefault' })
    for (const name of ['hostNetwork', 'hostPID', 'hostIPC']) expect(spec).not.toHaveProperty(name)
  })

  test('gets no token of the cluster, and no variables about other services', () => {
    expect(spec.automountServiceAccountToken).toBe(false)
    expect(spec.enableServiceLinks).toBe(false)
  })

  test('writes to its volume and to /tmp alone', () => {
    const writable = container.volumeMounts.filter(({ readOnly }) => readOnly !== true)
    expect(writable.map(({ mountPath }) => mountPath)).toEqual([...image.volumes, '/tmp'])
    const bounded = (spec.volumes ?? []).filter(({ emptyDir }) => emptyDir !== undefined)
    for (const { emptyDir } of bounded) expect(emptyDir?.sizeLimit).toMatch(/^\d+Mi$/)
  })

  test('mounts volumes that it has', () => {
    const claims = workload.manifest.spec?.volumeClaimTemplates ?? []
    const has = [...(spec.volumes ?? []), ...claims.map(({ metadata }) => metadata)]
    expect(container.volumeMounts.map(({ name }) => name).toSorted()).toEqual(
      has.map(({ name }) => name).toSorted(),
    )
  })

  test('asks for as much memory as it may take, and is not throttled', () => {
    const { requests, limits } = container.resources
    expect(limits.memory).toMatch(/^\d+Mi$/)
    expect(requests.memory).toBe(limits.memory)
    expect(limits.cpu).toBeUndefined()
  })

  test('runs a command that exists, behind the entry point of the image', () => {
    expect(isCommand([role])).toBe(true)
    expect(container).not.toHaveProperty('command')
  })

  test('has an environment and a file that the program takes, with nothing to warn of', () => {
    for (const name of Object.keys(environmentOf(workload))) {
      expect(variableOf(name), name).not.toBeNull()
    }
    expect(load(workload).warnings).toEqual([])
  })

  test('gets its secrets as files, each of them one that the secret has', () => {
    const files = (spec.volumes ?? []).flatMap(({ secret }) => secret?.items ?? [])
    for (const { key, path } of files)
      expect([key, secretNames.includes(key)]).toEqual([path, true])
    for (const { name, value, valueFrom } of container.env ?? []) {
      expect(valueFrom, name).toBeUndefined()
      if (name.endsWith('_FILE')) {
        expect(files.map(({ path }) => `${secretPlace}${path}`)).toContain(value)
      } else if (variableOf(name)?.secret) {
        expect(new URL(value ?? '').username + new URL(value ?? '').password).toBe('')
      }
    }
    expect(container).not.toHaveProperty('envFrom')
  })
})

describe.each(servers)('the pod of $role in $setting, while it runs', (workload) => {
  const { spec, role } = workload
  const container = containerOf(workload)
  const paths = {
    startup: container.startupProbe?.httpGet,
    readiness: container.readinessProbe?.httpGet,
    liveness: container.livenessProbe?.httpGet,
  }

  test('is asked whether it is ready by whether it can commit', () => {
    expect(paths.readiness?.path).toBe('/readyz')
  })

  test('is asked whether it lives by its progress alone', () => {
    expect(paths.liveness?.path).toBe('/livez')
    const { periodSeconds = 0, failureThreshold = 0 } = container.livenessProbe ?? {}
    expect(periodSeconds * failureThreshold).toBeGreaterThanOrEqual(30)
  })

  test('has two minutes to start, and no database is asked for it', () => {
    expect(['/healthz', '/livez']).toContain(paths.startup?.path)
    const { periodSeconds = 0, failureThreshold = 0 } = container.startupProbe ?? {}
    expect(periodSeconds * failureThreshold).toBe(120)
  })

  test('is asked where it answers', async () => {
    const { config } = load(workload)
    const listens = role === 'collector' ? config.collector.listen?.port : config.server.port
    for (const ask of Object.values(paths)) {
      expect(portOf(workload, ask?.port)).toBe(listens)
      expect(await answersAt(role, ask?.path ?? ''), ask?.path).toBe(true)
    }
  })

  test('takes no new requests before it stops, and is killed after 40 s', () => {
    expect(container.lifecycle?.preStop).toEqual({ sleep: { seconds: 5 } })
    expect(spec.terminationGracePeriodSeconds).toBe(40)
  })
})

describe('the pods of web', () => {
  const web = workloads.find(({ role }) => role === 'web')
  const manifests = manifestsOf('web-and-collector')

  test('are replaced without one missing', () => {
    expect(web?.manifest.spec?.strategy?.rollingUpdate?.maxUnavailable).toBe(0)
    expect(web?.manifest.spec?.replicas).toBeGreaterThan(1)
  })

  test('are not all taken away at once', () => {
    const budget = manifests.find(({ kind }) => kind === 'PodDisruptionBudget')
    expect(budget?.spec?.minAvailable).toBe(1)
    expect(selects(budget?.spec?.selector?.matchLabels, web?.labels ?? {})).toBe(true)
  })

  test('are spread over nodes and zones', () => {
    const spread = web?.spec.topologySpreadConstraints ?? []
    expect(spread.map(({ topologyKey }) => topologyKey)).toEqual([
      'kubernetes.io/hostname',
      'topology.kubernetes.io/zone',
    ])
    for (const { labelSelector } of spread) {
      expect(selects(labelSelector.matchLabels, web?.labels ?? {})).toBe(true)
    }
  })

  test('look for the collector where its service is', () => {
    const collector = workloads.find(({ role }) => role === 'collector')
    if (web === undefined || collector === undefined) throw new Error('a pod is missing')
    const address = new URL(environmentOf(web).AGGREGATOR_URL ?? '')
    const service = manifests.find(
      ({ kind, metadata }) => kind === 'Service' && metadata.name === address.hostname,
    )
    expect(selects(service?.spec?.selector as Labels, collector.labels)).toBe(true)
    const [port] = service?.spec?.ports ?? []
    expect(String(port?.port)).toBe(address.port)
    expect(portOf(collector, port?.targetPort)).toBe(load(collector).config.collector.listen?.port)
  })
})

test('the one pod keeps its data on a disk, and never runs twice', () => {
  const [one] = workloads
  expect(one?.kind).toBe('StatefulSet')
  expect(one?.manifest.spec?.replicas).toBe(1)
  const [claim] = one?.manifest.spec?.volumeClaimTemplates ?? []
  expect(claim?.spec.accessModes).toEqual(['ReadWriteOnce'])
  const mount =
    one && containerOf(one).volumeMounts.find(({ name }) => name === claim?.metadata.name)
  expect(mount?.mountPath).toBe(image.volumes[0])
})

test('the database is brought up to date by a job that ends', () => {
  const job = workloads.find(({ kind }) => kind === 'Job')
  expect(job?.spec.restartPolicy).toBe('Never')
  expect(job?.manifest.spec).toMatchObject({ backoffLimit: 4, activeDeadlineSeconds: 3600 })
})
