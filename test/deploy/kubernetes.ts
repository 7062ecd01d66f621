import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { Labels, Manifest, Pod } from './manifest.ts'
import { configOf, filledIn, readImage, shipped, shippedYaml } from './program.ts'

export const image = readImage()
export const folder = 'deploy/kubernetes'
/** The two ways to run it. */
export const settings = ['one-pod', 'web-and-collector'] as const

/** The manifests of a folder and of those in it, as `kubectl apply --kustomize` takes them. */
export function manifestsOf(setting: string): readonly Manifest[] {
  const { resources } = shippedYaml(join(folder, setting, 'kustomization.yaml'))
  return resources.flatMap((name: string) =>
    parseAllDocuments(shipped(join(folder, setting, name))).map((document) => document.toJS()),
  )
}

/** What runs pods, and the one that it makes. */
export type Workload = {
  readonly setting: string
  readonly role: string
  readonly kind: string
  readonly spec: Pod
  readonly labels: Labels
  readonly manifest: Manifest
}

export const workloads = [...settings, 'web-and-collector/migrate'].flatMap((setting) =>
  manifestsOf(setting).flatMap((manifest): Workload[] => {
    const { template } = manifest.spec ?? {}
    if (template === undefined) return []
    const { spec, metadata } = template
    const role = spec.containers[0]?.args?.join(' ') ?? ''
    return [
      {
        setting: setting.split('/')[0] ?? '',
        role,
        kind: manifest.kind,
        spec,
        labels: metadata.labels,
        manifest,
      },
    ]
  }),
)
export const servers = workloads.filter(({ kind }) => kind !== 'Job')

export const containerOf = ({ spec }: Workload) => {
  const [container, ...more] = spec.containers
  if (container === undefined || more.length > 0) throw new Error('a pod has one container')
  return container
}
export const portOf = (workload: Workload, name: string | number | undefined) =>
  containerOf(workload).ports?.find((port) => port.name === name)?.containerPort
export const environmentOf = (workload: Workload) =>
  Object.fromEntries((containerOf(workload).env ?? []).map(({ name, value = '' }) => [name, value]))
export const secretNames = Object.keys(
  shippedYaml(join(folder, 'web-and-collector/secret.example.yaml')).stringData,
)
export const secretPlace = '/run/secrets/pharos/'
/** What the program makes of a container's variables and files. */
export const load = (workload: Workload) => {
  const map = manifestsOf(workload.setting).find(({ kind }) => kind === 'ConfigMap')
  return configOf(
    { ...image.env, ...environmentOf(workload) },
    {
      ...filledIn(secretNames, secretPlace),
      '/config/config.yaml': map?.data?.['config.yaml'] ?? '',
    },
  )
}
export const selects = (selector: Labels | undefined, labels: Labels) =>
  Object.entries(selector ?? {}).every(([name, value]) => labels[name] === value)
