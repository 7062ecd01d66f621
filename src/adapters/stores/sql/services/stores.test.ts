import { serviceKeysContract } from '../../../../modules/services/service-keys.contract.ts'
import { serviceStoreContract } from '../../../../modules/services/service-store.contract.ts'
import { onEachDialect } from '../places.contract.ts'

onEachDialect('the service store', (fresh) => {
  serviceStoreContract(fresh)
  serviceKeysContract(fresh)
})
