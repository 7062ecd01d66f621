export const text = 'a drawer' // breaks
