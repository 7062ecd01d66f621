/** The http probe: does a URL answer as expected, over http: or https:? */
export { http } from './http.ts'
