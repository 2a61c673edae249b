import { hostName, type Service, serviceSchema } from '@stoa/topology'
import { z } from 'zod'
import { furtherLabels, namespace, objectNameOrEmpty } from './kubernetes-names.ts'
import { sharedWorkloadValues, workloadValues } from './workload-values.ts'

/** Names below `.test` are reserved for tests; those of the laptop are. */
const notTest = { not: { pattern: '\\.test(/|$)' } }
const region = z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/)
const httpsUrl = z.string().regex(/^https:\/\/[a-z0-9.-]+(:\d+)?(\/\S*)?$/)

const { cpu, memory } = serviceSchema.shape.size.shape

/** The values of the chart `stoa`, given the services that it deploys. */
export function platformValues(services: readonly Service[]) {
  const own = z
    .strictObject({ size: serviceSchema.shape.size.partial(), workload: workloadValues })
    .partial()
    .describe('Changes of its service.yaml and of `workload`, for this service alone')
  return z.strictObject({
    edge: z.strictObject({
      hosts: z
        .array(hostName)
        .min(1)
        .meta({ uniqueItems: true })
        .describe('The host names under which shops reach the edge'),
      certificate: z
        .strictObject({
          issuer: objectNameOrEmpty.describe(
            'A ClusterIssuer of cert-manager; empty: the Secret edge-serving is there',
          ),
        })
        .partial(),
    }),
    tokens: z
      .strictObject({
        issuer: httpsUrl.meta(notTest).describe('The `iss` of the tokens that the edge accepts'),
        audience: z.string().min(1),
        jwksUri: httpsUrl.meta(notTest).describe('Where the issuer publishes its keys'),
      })
      .describe('Whose tokens the edge accepts; there is no default'),
    services: z.strictObject(Object.fromEntries(services.map(({ name }) => [name, own]))).partial(),
    workload: sharedWorkloadValues.describe('Of every service; see the chart `workload`'),
    requireSecrets: z
      .boolean()
      .optional()
      .describe('Whether it fails at once where a Secret that a service reads is missing'),
    broker: z.strictObject({ networkPolicy: z.boolean() }).partial(),
    dashboards: z
      .strictObject({
        enabled: z.boolean(),
        namespace,
        labels: furtherLabels,
      })
      .partial(),
    alerts: z
      .strictObject({
        enabled: z.boolean(),
        labels: furtherLabels,
        regions: z
          .boolean()
          .describe('Whether to alert when no other region follows the Postgres of this one'),
        runbooksUrl: z
          .string()
          .regex(/^$|^https:\/\/\S+[^/\s]$/, 'expected https://…, without a slash at its end')
          .describe('Where the pages of `docs/runbooks` are; empty: alerts name their path'),
      })
      .partial()
      .describe('Recording rules and alerts, for the Prometheus operator'),
    quota: z
      .strictObject({
        enabled: z.boolean(),
        reserve: z.strictObject({ pods: z.int().min(0).max(100_000), cpu, memory }),
        sidecar: z.strictObject({ cpu, memory }),
      })
      .partial()
      .describe('Of the namespace: what the services need at most, with sidecars, and a reserve'),
    locality: z
      .strictObject({ failover: z.array(z.strictObject({ from: region, to: region })) })
      .partial()
      .describe('To which region a call goes when no replica in its own is healthy'),
  })
}
