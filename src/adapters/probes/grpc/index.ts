/** The grpc probe: is a service serving, as grpc.health.v1 says? */
export { grpc } from './grpc.ts'
