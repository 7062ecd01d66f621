import { outcomeStoreContract } from '../../../../modules/checks/outcome-store.contract.ts'
import { onEachDialect } from '../places.contract.ts'

onEachDialect('the outcomes', outcomeStoreContract)
