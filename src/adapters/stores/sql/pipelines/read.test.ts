import { pipelineReaderContract } from '../../../../modules/pipelines/pipeline-reader.contract.ts'
import { onEachDialect } from '../places.contract.ts'

onEachDialect('the reading of pipelines', pipelineReaderContract)
