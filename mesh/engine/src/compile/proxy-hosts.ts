import { qualifyHost } from '../model/registry.ts'
import { policiesFor } from '../model/select.ts'
import type { Scope } from './scope.ts'
import { sidecarOf } from './sidecar-scope.ts'

/**
 * Hosts that the proxy itself calls (key sets, external authorizers, egress proxy), whatever the
 * application's Sidecar allows.
 */
export function proxyHosts({ model, workload }: Scope): readonly string[] {
  const keys = policiesFor(model.RequestAuthentication, workload, model.settings).flatMap(
    ({ spec, namespace }) =>
      (spec.jwtRules ?? []).flatMap(({ jwksUri }) =>
        jwksUri === undefined ? [] : [qualifyHost(new URL(jwksUri).hostname, namespace)],
      ),
  )
  const authorizers = model.settings.extensionProviders.flatMap(
    ({ envoyExtAuthzHttp, envoyExtAuthzGrpc }) => {
      const service = (envoyExtAuthzHttp ?? envoyExtAuthzGrpc)?.service
      return service === undefined ? [] : [service.split('/').at(-1) ?? service]
    },
  )
  const proxy = sidecarOf(model, workload)?.spec.outboundTrafficPolicy?.egressProxy
  return [...keys, ...authorizers, ...(proxy ? [proxy.host] : [])]
}
