import type { Config } from '../config.ts'
import { hostPart } from './servers.ts'

/** Matches connections whose SNI is one of these hosts. */
export function sniMatch(hosts: readonly string[]): Config {
  const names = [...new Set(hosts.map(hostPart))]
  return names.includes('*') ? {} : { filter_chain_match: { server_names: names } }
}
