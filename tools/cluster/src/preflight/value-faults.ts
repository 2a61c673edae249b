import { z } from 'zod'
import { brokerFaults } from './broker-faults.ts'
import { receiverFaults } from './receivers.ts'
import { shapedAs } from './shaped-as.ts'

/** The values of a release of that name, with the defaults of our own charts. */
export type ValuesOf = (release: string) => unknown

const storeSchema = z.looseObject({ endpointURL: z.string().optional() }).prefault({})
const postgresSchema = z.looseObject({
  mode: z.string().optional(),
  backups: storeSchema.unwrap().extend({ enabled: z.boolean().optional() }).prefault({}),
  recovery: storeSchema,
  cluster: z
    .looseObject({
      instances: z.int().default(3),
      postgresql: z
        .looseObject({ synchronous: z.looseObject({ number: z.int().optional() }).optional() })
        .prefault({}),
    })
    .prefault({}),
})
const policiesSchema = z.looseObject({
  outbound: z.looseObject({ backups: z.array(z.int()).default([]) }).prefault({}),
})
const edgeSchema = z.looseObject({
  service: z
    .looseObject({ type: z.string().optional(), externalTrafficPolicy: z.string().optional() })
    .prefault({}),
})

/** What contradicts in the values of the releases that come: an API server or an operator would refuse it, or it would fail later. */
export function valueFaults(coming: readonly string[], valuesOf: ValuesOf): string[] {
  const brings = (...releases: readonly string[]) => releases.some((one) => coming.includes(one))
  return [
    ...(brings('postgres', 'policies')
      ? storeFaults(valuesOf('postgres'), valuesOf('policies'))
      : []),
    ...(brings('postgres') ? standbyFaults(valuesOf('postgres')) : []),
    ...(brings('nats', 'stoa') ? brokerFaults(valuesOf('nats'), valuesOf('stoa')) : []),
    ...(brings('istio-ingressgateway') ? edgeFaults(valuesOf('istio-ingressgateway')) : []),
    ...(brings('monitoring') ? receiverFaults(valuesOf('monitoring')) : []),
  ]
}

function storeFaults(postgresValues: unknown, policiesValues: unknown): string[] {
  const { backups, recovery, mode } = shapedAs(postgresSchema, postgresValues, 'postgres')
  const { outbound } = shapedAs(policiesSchema, policiesValues, 'policies')
  const stores = [
    { key: 'backups', url: backups.enabled ? backups.endpointURL : undefined },
    { key: 'recovery', url: mode === 'recovery' ? recovery.endpointURL : undefined },
  ]
  return stores.flatMap(({ key, url }) => {
    if (!url) return []
    const port = portOf(url)
    if (port === undefined)
      return [
        `the value ${key}.endpointURL: expected a URL such as https://s3.example; correct it in <site>/postgres.yaml`,
      ]
    if (outbound.backups.includes(port)) return []
    return [
      `the value ${key}.endpointURL: Postgres reaches its store at port ${port}, and the policies let out ${outbound.backups.join(', ') || 'none'}; add it to outbound.backups in <site>/policies.yaml`,
    ]
  })
}

function portOf(url: string): number | undefined {
  if (!URL.canParse(url)) return undefined
  const { protocol, port } = new URL(url)
  const usual: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }
  return port === '' ? usual[protocol] : Number(port)
}

function standbyFaults(values: unknown): string[] {
  const { instances, postgresql } = shapedAs(postgresSchema, values, 'postgres').cluster
  const confirming = postgresql.synchronous?.number
  return confirming === undefined || confirming < instances
    ? []
    : [
        `the value cluster.postgresql.synchronous.number: ${confirming} standbys have to confirm each commit, and of ${instances} instances ${instances - 1} can; correct it in <site>/postgres.yaml`,
      ]
}

function edgeFaults(values: unknown): string[] {
  const { type, externalTrafficPolicy } = shapedAs(
    edgeSchema,
    values,
    'istio-ingressgateway',
  ).service
  return type === 'ClusterIP' && externalTrafficPolicy
    ? [
        `the value service.externalTrafficPolicy: an API server refuses ${externalTrafficPolicy} for a Service of the type ClusterIP; set it to "" in <site>/istio-ingressgateway.yaml`,
      ]
    : []
}
