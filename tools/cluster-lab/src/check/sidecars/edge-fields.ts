import type { CheckResult } from '../report.ts'
import { beyondOurEdge } from './beyond.ts'
import { type ComparedFields, compareDestinations, compareValues } from './compare-fields.ts'
import { type EdgeSides, edgeListeners } from './edge.ts'
import { edgeFilters, managersOf } from './edge-filters.ts'
import { fieldsByDestination, routesByVirtualHost } from './fields.ts'
import { errorBodies, headerLimits } from './inbound-fields.ts'
import { type Json, typeOf } from './json.ts'

/** The edge's routes, what it changes of a request first, and how it calls the services, field by field. */
export function checkEdgeFields(sides: EdgeSides): CheckResult {
  const { sent, resources } = sides
  const named = (type: string) => resources.filter((one) => typeOf(one) === type)
  const own = { clusters: named('Cluster'), routes: named('RouteConfiguration') }
  const theirs = routesByVirtualHost(sent)
  const ours = routesByVirtualHost(own)
  const hosts = [...new Set([...theirs.keys(), ...ours.keys()])]
  const listeners = edgeListeners(sides)
  const compared: readonly ComparedFields[] = [
    compareDestinations(
      'edge',
      fieldsByDestination({ clusters: sent.clusters, routes: [] }),
      fieldsByDestination({ clusters: own.clusters, routes: [] }),
      beyondOurEdge,
    ),
    compareValues(
      'edge, requests before their span',
      earlyMutations(listeners.istiod),
      earlyMutations(listeners.own),
    ),
    compareValues(
      'edge, limits of headers',
      edgeHeaderLimits(listeners.istiod),
      edgeHeaderLimits(listeners.own),
    ),
    compareValues(
      'edge, filters of EnvoyFilters',
      edgeFilters(listeners.istiod),
      edgeFilters(listeners.own),
    ),
    compareValues(
      'edge, bodies of errors',
      managersOf(listeners.istiod).map(errorBodies),
      managersOf(listeners.own).map(errorBodies),
    ),
    ...hosts.map((host) => compareValues(`edge, ${host}`, theirs.get(host), ours.get(host))),
  ]
  return {
    findings: compared.flatMap(({ findings }) => findings),
    figures: {
      edgeRoutes: [...theirs.values()].flat().length,
      edgeFields: compared.reduce((sum, { fields }) => sum + fields, 0),
    },
  }
}

/** What each connection manager changes of a request before its span starts. */
export const earlyMutations = (listener: Json): readonly unknown[] =>
  managersOf(listener).map((manager) => manager.early_header_mutation_extensions ?? [])

/** The limits of each connection manager on the headers of a request. */
export const edgeHeaderLimits = (listener: Json): readonly Json[] =>
  managersOf(listener).map(headerLimits)
