export const loose = 'a file between the rooms' // breaks
