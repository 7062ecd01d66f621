/** As much of Kubernetes' objects as the suites ask for. */
export type Labels = Readonly<Record<string, string>>

type Selector = { readonly matchLabels?: Labels }
type Port = string | number

type Probe = {
  readonly httpGet: { readonly path: string; readonly port: Port }
  readonly periodSeconds?: number
  readonly failureThreshold?: number
}

type Container = {
  readonly name: string
  readonly image: string
  readonly args?: readonly string[]
  readonly env?: readonly {
    readonly name: string
    readonly value?: string
    readonly valueFrom?: unknown
  }[]
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[]
  readonly startupProbe?: Probe
  readonly readinessProbe?: Probe
  readonly livenessProbe?: Probe
  readonly lifecycle?: { readonly preStop: unknown }
  readonly resources: {
    readonly requests: { readonly memory: string }
    readonly limits: { readonly memory: string; readonly cpu?: string }
  }
  readonly securityContext: unknown
  readonly volumeMounts: readonly {
    readonly name: string
    readonly mountPath: string
    readonly readOnly?: boolean
  }[]
}

export type Pod = {
  readonly automountServiceAccountToken?: boolean
  readonly enableServiceLinks?: boolean
  readonly terminationGracePeriodSeconds?: number
  readonly restartPolicy?: string
  readonly securityContext: { readonly seccompProfile?: unknown }
  readonly topologySpreadConstraints?: readonly {
    readonly topologyKey: string
    readonly labelSelector: Selector
  }[]
  readonly containers: readonly Container[]
  readonly volumes?: readonly {
    readonly name: string
    readonly emptyDir?: { readonly sizeLimit?: string }
    readonly secret?: { readonly items: readonly { readonly key: string; readonly path: string }[] }
  }[]
}

/** Whom a network policy lets in or out. */
export type Peer = {
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] }
  readonly namespaceSelector?: Selector
  readonly podSelector?: Selector
}

type Spec = {
  readonly replicas?: number
  readonly strategy?: { readonly rollingUpdate?: { readonly maxUnavailable?: number } }
  readonly template?: { readonly metadata: { readonly labels: Labels }; readonly spec: Pod }
  readonly volumeClaimTemplates?: readonly {
    readonly metadata: { readonly name: string }
    readonly spec: { readonly accessModes: readonly string[] }
  }[]
  readonly minAvailable?: number
  /** Of a service it holds the labels themselves. */
  readonly selector?: Selector
  readonly ports?: readonly { readonly port: number; readonly targetPort: Port }[]
  readonly podSelector?: Selector
  readonly ingress?: readonly {
    readonly from: readonly Peer[]
    readonly ports: readonly { readonly port: Port }[]
  }[]
  readonly egress?: readonly { readonly to: readonly Peer[] }[]
}

export type Manifest = {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly labels?: Labels }
  readonly data?: Readonly<Record<string, string>>
  readonly spec?: Spec
}
