export const judge = () => import(`./${'ports'}.ts`) // breaks
