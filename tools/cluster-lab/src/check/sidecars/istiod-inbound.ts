import { at, isObject, type Json, objects } from './json.ts'
import type { Sent } from './sent.ts'

/** The filter chains for one port of the workload in istiod's inbound listener, at a listener of their own. */
export function istiodInbound({ listeners }: Sent, port: number): Json {
  const inbound = listeners.find(({ name }) => name === 'virtualInbound')
  if (!inbound) throw new Error('istiod sends no listener virtualInbound')
  const chains = objects(inbound.filter_chains)
    .filter((chain) => at(chain, 'filter_chain_match', 'destination_port') === port)
    .map(withoutPort)
  if (chains.length === 0) throw new Error(`virtualInbound has no filter chain for port ${port}`)
  const inspectors = objects(inbound.listener_filters).filter(({ name }) =>
    String(name).endsWith('tls_inspector'),
  )
  return {
    filter_chains: chains,
    traffic_direction: 'INBOUND',
    // With a port of its own the listener decides no more by the address before redirection.
    ...(inspectors.length > 0
      ? { listener_filters: inspectors.map(({ filter_disabled: _, ...rest }) => rest) }
      : {}),
  }
}

function withoutPort(chain: Json): Json {
  const { filter_chain_match: match, ...rest } = chain
  if (!isObject(match)) return rest
  const { destination_port: _, ...kept } = match
  return { ...rest, filter_chain_match: kept }
}
