import type { CheckResult } from '../report.ts'
import { type ComparedFields, compareHosts, compareValues } from './compare-fields.ts'
import type { EdgeSides } from './edge.ts'
import { fieldsByHost, routesByVirtualHost } from './fields.ts'
import { typeOf } from './json.ts'

/** The edge's routes, and how it calls the services, field by field. */
export function checkEdgeFields({ sent, resources }: EdgeSides): CheckResult {
  const named = (type: string) => resources.filter((one) => typeOf(one) === type)
  const own = { clusters: named('Cluster'), routes: named('RouteConfiguration') }
  const theirs = routesByVirtualHost(sent)
  const compared: readonly ComparedFields[] = [
    compareHosts('edge', fieldsByHost(sent), fieldsByHost(own)),
    ...[...routesByVirtualHost(own)].map(([host, routes]) =>
      compareValues(`edge, ${host}`, theirs.get(host), routes),
    ),
  ]
  return {
    findings: compared.flatMap(({ findings }) => findings),
    figures: {
      edgeRoutes: [...theirs.values()].flat().length,
      edgeFields: compared.reduce((sum, { fields }) => sum + fields, 0),
    },
  }
}
