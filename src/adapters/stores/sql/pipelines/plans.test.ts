import { expect, test } from 'vitest'
import { onEachDialect, type Place } from '../places.contract.ts'
import { createPipelineReader } from './read.ts'
import { createRollupStore } from './rollups.ts'
import { putRuns, type Seed, seedProjects } from './seeding.contract.ts'
import type { Statement } from '../statement.ts'

