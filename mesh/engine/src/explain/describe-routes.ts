import type { Retries } from '../model/kinds/retries.ts'
import type { HttpRoute } from '../model/kinds/virtual-service/http-route.ts'
import type { MeshModel } from '../model/mesh-model.ts'
import { fullHost } from '../model/registry.ts'
import type { RouteStatement } from './explanation.ts'

/** Each route to a host, with its timeout and retries. */
export const describeRoutes = (model: MeshModel, host: string): readonly RouteStatement[] =>
  model.VirtualService.flatMap(({ spec, namespace, name, locate }) =>
    spec.http.flatMap((route, index) => {
      const destinations = (route.route ?? []).filter(
        ({ destination }) => fullHost(destination.host, namespace) === host,
      )
      if (destinations.length === 0) return []
      const gateways = (spec.gateways ?? ['mesh']).join(', ')
      return [
        {
          virtualService: `${namespace}/${name}`,
          text: `${route.name ?? `route ${index}`} (${gateways}): ${describeMatches(route)}`,
          to: destinations.map(({ destination, weight }) =>
            [destination.subset ?? 'all', weight === undefined ? '' : ` ${weight} %`].join(''),
          ),
          timeout: route.timeout === undefined ? 'none' : `${route.timeout} ms`,
          retries: describeRetries(route.retries),
          at: locate(['spec', 'http', index]),
        },
      ]
    }),
  )

const describeMatches = ({ match = [] }: HttpRoute): string =>
  match.length === 0
    ? 'every request'
    : match
        .map(({ name: _, ...fields }) =>
          Object.entries(fields)
            .map(([field, value]) => `${field} ${JSON.stringify(value)}`)
            .join(' '),
        )
        .join(' or ')

function describeRetries(retries: Retries | undefined): string {
  if (retries === undefined) return "2 (Istio's default; only requests that were not processed)"
  const { attempts = 0, retryOn, perTryTimeout } = retries
  if (attempts === 0) return 'none'
  const each = perTryTimeout === undefined ? '' : `, ${perTryTimeout} ms each`
  return `${attempts} on ${retryOn ?? "Istio's default conditions"}${each}`
}
