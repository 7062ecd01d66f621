export const judge = 'nobody'
