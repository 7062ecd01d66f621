import { serviceStoreContract } from '../../../../modules/services/service-store.contract.ts'
import { onEachDialect } from '../places.contract.ts'

onEachDialect('the service store', serviceStoreContract)
