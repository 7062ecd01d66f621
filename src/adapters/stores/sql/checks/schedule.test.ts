import { scheduleStoreContract } from '../../../../modules/checks/schedule-store.contract.ts'
import { onEachDialect } from '../places.contract.ts'

onEachDialect('the schedule', scheduleStoreContract)
