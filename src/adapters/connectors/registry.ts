import { bitbucket } from './bitbucket/index.ts'
import { buildbot } from './buildbot/index.ts'
import { generic } from './generic/index.ts'
import { github } from './github/index.ts'
import { gitlab } from './gitlab/index.ts'
import { jenkins } from './jenkins/index.ts'
import type { ConnectorKind } from './kind.ts'

/** Every connector of this build. A new one is its folder and a line here. */
export const connectors: readonly ConnectorKind[] = [
  github,
  gitlab,
  jenkins,
  bitbucket,
  buildbot,
  generic,
]
