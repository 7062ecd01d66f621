import { describe } from 'vitest'

export const probeContract = () => describe('every probe', () => {})
