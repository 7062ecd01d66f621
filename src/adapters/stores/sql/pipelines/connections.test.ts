import { connectionStoreContract } from '../../../../modules/pipelines/connection-store.contract.ts'
import { onEachDialect } from '../places.contract.ts'

onEachDialect('the connection store', connectionStoreContract)
