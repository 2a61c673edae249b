export {
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  NoResponseError,
} from './client.ts'
export { agentTo, type Destination, originOf } from './egress.ts'
export type { ClientResponse } from './send.ts'
