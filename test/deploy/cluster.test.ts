import { readdirSync } from 'node:fs'
import { BlockList, isIP } from 'node:net'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createAddressPolicy } from '../../src/app/address-policy.ts'
import {
  containerOf,
  folder,
  manifestsOf,
  portOf,
  secretNames,
  selects,
  servers,
  settings,
  workloads,
} from './kubernetes.ts'
import type { Labels, Peer } from './manifest.ts'
import { answersAt, root, shipped, shippedYaml } from './program.ts'

describe.each(settings)('%s', (setting) => {
  const manifests = manifestsOf(setting)
  const mine = workloads.filter((workload) => workload.setting === setting)
  const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy')
  const reaching = (labels: Labels): readonly Peer[] =>
    policies
      .filter(({ spec }) => selects(spec?.podSelector?.matchLabels, labels))
      .flatMap(({ spec }) => spec?.egress ?? [])
      .flatMap(({ to }) => to)

  test('lies in a namespace that refuses pods with privileges', () => {
    const namespace = manifests.find(({ kind }) => kind === 'Namespace')
    expect(namespace?.metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    })
    expect(shippedYaml(join(folder, setting, 'kustomization.yaml')).namespace).toBe(
      namespace?.metadata.name,
    )
  })

  test('applies every file that it has, but the example of a secret', () => {
    const files = readdirSync(join(root, folder, setting)).filter((name) => name.endsWith('.yaml'))
    const { resources } = shippedYaml(join(folder, setting, 'kustomization.yaml'))
    const rest = files.filter((name) => !resources.includes(name))
    expect(rest.filter((name) => !/^(kustomization|secret\.example)\.yaml$/.test(name))).toEqual([])
  })

  test('runs the image that its kustomization names', () => {
    const { images } = shippedYaml(join(folder, setting, 'kustomization.yaml'))
    expect(images).toEqual([
      {
        name: 'pharos',
        newName: expect.any(String),
        newTag: JSON.parse(shipped('package.json')).version,
      },
    ])
    for (const workload of mine) expect(containerOf(workload).image).toBe('pharos')
  })

  test('lets nothing in or out that is not named', () => {
    const deny = policies.find(({ metadata }) => metadata.name === 'default-deny')
    expect(deny?.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] })
  })

  test('lets nobody in but to a port that a pod has', () => {
    const rules = policies.flatMap(({ spec }) =>
      (spec?.ingress ?? []).map((rule) => ({ rule, selector: spec?.podSelector?.matchLabels })),
    )
    expect(rules.length).toBeGreaterThan(0)
    for (const { rule, selector } of rules) {
      expect(rule.from.length).toBeGreaterThan(0)
      const pods = mine.filter(({ labels }) => selects(selector, labels))
      expect(pods.length).toBeGreaterThan(0)
      for (const { port } of rule.ports) {
        for (const pod of pods) expect(portOf(pod, port), String(port)).toBeGreaterThan(0)
      }
    }
  })

  test('lets every pod look up names', () => {
    for (const { labels } of mine) {
      const peers = reaching(labels).map(({ podSelector }) => podSelector?.matchLabels?.['k8s-app'])
      expect(peers).toContain('kube-dns')
    }
  })

  test.each([
    ['the metadata service', '169.254.169.254'],
    ['the metadata service of AWS over IPv6', 'fd00:ec2::254'],
    ['the metadata service of Alibaba', '100.100.100.200'],
    ['the metadata service of Azure', '168.63.129.16'],
    ['a pod or a service of the cluster', '10.96.0.1'],
    ['another of them', '172.17.3.4'],
    ['one more', '192.168.7.7'],
    ['a node behind a carrier', '100.64.1.1'],
    ['this machine', '127.0.0.1'],
    ['this machine over IPv6', '::1'],
    ['a link-local address', 'fe80::1'],
    ['a private network of IPv6', 'fd12:3456::1'],
    ['many hosts at once', '239.1.2.3'],
  ])('keeps checks from %s (%s), as the program can', (_, address) => {
    expect(createAddressPolicy({ allowPrivateTargets: false })(address)).not.toBeNull()
    for (const { labels } of mine) expect(reaches(reaching(labels), address)).toBe(false)
  })

  test('lets checks reach the world', () => {
    for (const address of ['9.9.9.9', '2620:fe::fe']) {
      expect(createAddressPolicy({ allowPrivateTargets: false })(address)).toBeNull()
      for (const { labels } of mine) expect(reaches(reaching(labels), address)).toBe(true)
    }
  })

  test('has services that lead to a port of its pods', () => {
    const services = manifests.filter(({ kind }) => kind === 'Service')
    expect(services).toHaveLength(setting === 'one-pod' ? 1 : 2)
    for (const { spec } of services) {
      const pods = mine.filter(({ labels }) => selects(spec?.selector as Labels, labels))
      expect(pods).toHaveLength(1)
      for (const { targetPort } of spec?.ports ?? []) {
        for (const pod of pods) expect(portOf(pod, targetPort)).toBeGreaterThan(0)
      }
    }
  })
})

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

const holds = (network: string, address: string): boolean => {
  const [base = '', bits] = network.split('/')
  if (familyOf(base) !== familyOf(address)) return false
  const list = new BlockList()
  list.addSubnet(base, Number(bits), familyOf(base))
  return list.check(address, familyOf(address))
}

const reaches = (peers: readonly Peer[], address: string): boolean =>
  peers.some(
    ({ ipBlock }) =>
      ipBlock !== undefined &&
      holds(ipBlock.cidr, address) &&
      !(ipBlock.except ?? []).some((network) => holds(network, address)),
  )

describe('the scrape configuration', () => {
  type Job = {
    readonly job_name: string
    readonly metrics_path: string
    readonly authorization: { readonly credentials_file: string }
    readonly kubernetes_sd_configs: readonly { readonly namespaces: { readonly names: string[] } }[]
    readonly relabel_configs: readonly { readonly regex?: string; readonly action?: string }[]
  }
  const { scrape_configs: jobs } = shippedYaml(join(folder, 'prometheus-scrape.yaml')) as {
    readonly scrape_configs: readonly Job[]
  }

  test.each(jobs)(
    '$job_name asks where pods tell their figures, with a token from a file',
    async (job) => {
      const port = job.relabel_configs.find(({ action }) => action === 'keep')?.regex
      const asked = servers.filter((workload) => portOf(workload, port) !== undefined)
      expect(asked.length).toBeGreaterThan(0)
      for (const { role } of asked) expect(await answersAt(role, job.metrics_path)).toBe(true)
      expect(Object.keys(job.authorization)).toEqual(['credentials_file'])
      const made = shipped('docs/install/kubernetes.md')
      expect(made).toContain(`--from-literal=${basename(job.authorization.credentials_file)}=`)
      expect(job.kubernetes_sd_configs[0]?.namespaces.names).toEqual(['pharos'])
    },
  )

  test('asks every pod that runs', () => {
    const ports = jobs.flatMap(({ relabel_configs }) =>
      relabel_configs.filter(({ action }) => action === 'keep').map(({ regex }) => regex),
    )
    for (const workload of servers) {
      expect(ports.some((name) => portOf(workload, name) !== undefined)).toBe(true)
    }
  })
})

test('the install page makes every key of the secret', () => {
  const page = shipped('docs/install/kubernetes.md')
  for (const name of secretNames) expect(page).toContain(`> secrets/${name}\n`)
})
