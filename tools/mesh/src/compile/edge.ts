import type { Gateway, GatewayServer } from '../model/kinds/gateway.ts'
import { MeshError } from '../model/problem.ts'
import type { Resource } from '../model/resource.ts'
import { carries } from '../model/select.ts'
import type { Scope } from './scope.ts'

/** The Gateways that a gateway workload serves. */
export const gatewaysOf = ({ model, workload }: Scope): readonly Resource<Gateway>[] =>
  model.Gateway.filter(({ spec }) => carries(workload, Object.entries(spec.selector)))

export function serversOf(scope: Scope): readonly GatewayServer[] {
  const [first, second] = gatewaysOf(scope)
  if (second !== undefined) {
    const message = 'a second Gateway for the same workload is not supported yet'
    throw new MeshError([{ ...second.locate([]), field: 'spec.selector', message }])
  }
  return first === undefined ? [] : first.spec.servers
}

/** Certificates to serve, by the name of their credential. */
export const credentialsOf = (scope: Scope): readonly string[] =>
  serversOf(scope).flatMap(({ tls }) => tls?.credentialName ?? [])
