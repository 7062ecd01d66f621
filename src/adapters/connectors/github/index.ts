/** The GitHub connector: Actions of github.com, Enterprise Cloud and Enterprise Server. */
export { github } from './github.ts'
