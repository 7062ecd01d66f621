import { describe, expect, test } from 'vitest'
import type { DeploymentId, ProjectId, RunId } from '../../../kernel/index.ts'
import type { Deployment } from '../../../modules/pipelines/index.ts'
import { aDeployment } from '../../../modules/pipelines/samples.contract.ts'
import { createRender } from '../fragments/index.ts'
import { pageOf, projectId, textOf } from './ci-sample.contract.ts'
import { EnvironmentMatrix, environmentsOf } from './deployment-matrix.tsx'
import { DeploymentPanels, type DeploymentsProps } from './deployments.tsx'

const render = createRender('/a/icons.svg')

const deployment = (differs: Partial<Deployment> = {}): Deployment => ({
  ...aDeployment(),
  id: 5 as DeploymentId,
  projectId,
  project: 'Acme/shop',
  runId: 7 as RunId,
  ...differs,
})
const cell = (environment: string, latest: Deployment, lastSuccess: Deployment | null = null) => ({
  environment,
  latest,
  lastSuccess,
})
const projectWith = (id: number, ...environments: string[]) => ({
  projectId: id as ProjectId,
  project: `acme/p${id}`,
  cells: environments.map((environment) => cell(environment, deployment({ environment }))),
})

describe('environments', () => {
  test('that most projects have come first, and only as many as fit', () => {
    const few = [projectWith(1, 'dev', 'production'), projectWith(2, 'production')]
    expect(environmentsOf(few)).toEqual({ shown: ['production', 'dev'], total: 2 })
    const many = projectWith(3, ...Array.from({ length: 12 }, (_, i) => `review-${i}`))
    expect(environmentsOf([many]).shown).toHaveLength(8)
    const page = textOf(render(<EnvironmentMatrix projects={[many]} />))
    expect(page).toContain('4 more environments are in the list below')
  })

  test('show the last success where the latest failed, or that there was none', () => {
    const failed = deployment({ status: 'failed', sha: 'bad0bad0bad' })
    const before = deployment({ sha: 'a1b2c3d4e5' })
    const matrix = (lastSuccess: Deployment | null) =>
      textOf(
        render(
          <EnvironmentMatrix
            projects={[
              {
                projectId,
                project: 'Acme/shop',
                cells: [cell('production', failed, lastSuccess)],
              },
            ]}
          />,
        ),
      )
    expect(matrix(before)).toMatch(/Failed bad0bad0 , .* last success a1b2c3d4/)
    expect(matrix(null)).toContain('never succeeded')
  })
})

describe('the latest deployments', () => {
  const drawn = (differs: Partial<DeploymentsProps> = {}) =>
    render(
      <DeploymentPanels
        view={{ environment: '', page: 1 }}
        rev={5}
        environments={[]}
        deployments={pageOf([{ ...deployment(), platform: 'github' }])}
        {...differs}
      />,
    )

  test('say in words what they are at, and follow every project', () => {
    const running = { ...deployment({ status: 'running', finishedAt: null }), platform: 'github' }
    const page = drawn({ deployments: pageOf([running]) })
    expect(textOf(page)).toContain('In progress')
    expect(page).toContain('data-follows="ci-at"')
    expect(textOf(drawn())).toContain('Success')
    expect(textOf(drawn())).toContain('1 min 30 s')
  })

  test('of one environment are asked for again as such', () => {
    const page = drawn({ view: { environment: 'review/a b', page: 1 } })
    expect(page).toContain('hx-get="/partials/deployments?environment=review%2Fa+b"')
  })

  test('of a store that is away are no empty list', () => {
    const text = textOf(drawn({ environments: null, deployments: null }))
    expect(text).toContain('The environments cannot be read now')
    expect(text).toContain('The deployments cannot be read now')
  })
})
