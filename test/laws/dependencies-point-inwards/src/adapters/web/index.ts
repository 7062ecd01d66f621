import '../../main.ts' // breaks
import { // breaks
  createApp,
} from '../../app/index.ts'

export const pages = createApp
