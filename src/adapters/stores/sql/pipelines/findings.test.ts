import { findingStoreContract } from '../../../../modules/pipelines/finding-store.contract.ts'
import { onEachDialect } from '../places.contract.ts'

onEachDialect('the store of findings', findingStoreContract)
