import { accountsContract } from '../../../../modules/identity/accounts.contract.ts'
import { credentialsContract } from '../../../../modules/identity/credentials.contract.ts'
import { preferencesContract } from '../../../../modules/identity/preferences.contract.ts'
import { onEachDialect } from '../places.contract.ts'

onEachDialect('the identity store', (fresh) => {
  accountsContract(fresh)
  credentialsContract(fresh)
  preferencesContract(fresh)
})
