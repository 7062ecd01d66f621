export const main = 'no imports'
