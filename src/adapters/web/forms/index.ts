/** Forms as text: what was typed, kept until it is right. */
export type { Clash, Versions } from './conflict.ts'
export { clashOf, merged } from './conflict.ts'
export type { Typed } from './read-form.ts'
export { pick, readForm } from './read-form.ts'
export type { ServiceFieldName, ServiceText } from './service-text.ts'
export { changeOf, draftOf, serviceFieldNames, serviceText, textOf } from './service-text.ts'
