export {
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  NoAnswer,
} from './client.ts'
export { agentTo, type Destination, originOf } from './egress.ts'
export type { Answer } from './send.ts'
