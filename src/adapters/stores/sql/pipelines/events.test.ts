import { eventStoreContract } from '../../../../modules/pipelines/event-store.contract.ts'
import { onEachDialect } from '../places.contract.ts'

onEachDialect('the event store', eventStoreContract)
