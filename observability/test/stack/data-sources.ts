import { parse } from 'yaml'
import { z } from 'zod'
import { dataSources } from '../../src/dashboards/build/sources.ts'
import { indexLabels, logFields } from '../../src/dashboards/check/log-names.ts'
import { repositoryNames } from '../../src/dashboards/names.ts'
import { parseLogql } from '../../src/logql/parse.ts'
import { analyse } from '../../src/promql/analyse.ts'
import { parsePromql } from '../../src/promql/parse.ts'

const url = z.string().regex(/^(http:\/\/127\.0\.0\.1:\d+|\$STOA_PROMETHEUS)$/)
const shift = z.string().regex(/^-?\d+m$/)
const tags = z.array(z.strictObject({ key: z.string(), value: z.string() }))
const common = {
  ...{ name: z.string(), uid: z.string(), url, access: z.literal('proxy') },
  ...{ isDefault: z.literal(true).optional(), editable: z.literal(false) },
}

const prometheus = z.strictObject({
  ...{ ...common, type: z.literal('prometheus') },
  jsonData: z.strictObject({
    httpMethod: z.literal('POST'),
    prometheusType: z.literal('Prometheus'),
    timeInterval: z.string().regex(/^\d+s$/),
    exemplarTraceIdDestinations: z
      .array(
        z.strictObject({
          name: z.literal('trace_id'),
          datasourceUid: z.string(),
          urlDisplayLabel: z.string(),
        }),
      )
      .optional(),
  }),
})

const alertmanager = z.strictObject({
  ...{ ...common, type: z.literal('alertmanager') },
  jsonData: z.strictObject({
    implementation: z.literal('prometheus'),
    handleGrafanaManagedAlerts: z.literal(false),
  }),
})

const loki = z.strictObject({
  ...{ ...common, type: z.literal('loki') },
  jsonData: z.strictObject({
    maxLines: z.int(),
    derivedFields: z.array(
      z.strictObject({
        name: z.string(),
        matcherType: z.literal('label'),
        matcherRegex: z
          .string()
          .refine((field) => logFields.has(field), 'is no field of a log line'),
        datasourceUid: z.string(),
        // Grafana reads `$$` as `$`; what is not escaped it replaces by an environment variable, that is by nothing.
        url: z.literal(`$$\{__value.raw}`),
        urlDisplayLabel: z.string(),
      }),
    ),
  }),
})

const jaeger = z.strictObject({
  ...{ ...common, type: z.literal('jaeger') },
  jsonData: z.strictObject({
    nodeGraph: z.strictObject({ enabled: z.boolean() }),
    tracesToLogsV2: z.strictObject({
      datasourceUid: z.string(),
      ...{ spanStartTimeShift: shift, spanEndTimeShift: shift, tags },
      customQuery: z.literal(true),
      query: z.string(),
    }),
    tracesToMetrics: z.strictObject({
      datasourceUid: z.string(),
      ...{ spanStartTimeShift: shift, spanEndTimeShift: shift, tags },
      queries: z.array(z.strictObject({ name: z.string(), query: z.string() })),
    }),
  }),
})

const schema = z.strictObject({
  apiVersion: z.literal(1),
  prune: z.literal(true),
  datasources: z.array(z.discriminatedUnion('type', [prometheus, alertmanager, loki, jaeger])),
})

type DataSource = z.infer<typeof schema>['datasources'][number]

/** Faults in the provisioned data sources: their fields, their links to each other, and the queries of these links. */
export function dataSourceFaults(text: string): string[] {
  const parsed = schema.safeParse(parse(text))
  if (!parsed.success)
    return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  const { datasources } = parsed.data
  const uids = new Set(datasources.map(({ uid }) => uid))
  const missing = Object.values(dataSources).filter(
    ({ type, uid }) => !datasources.some((one) => one.type === type && one.uid === uid),
  )
  return [
    ...missing.map(({ uid }) => `dashboards ask ${uid}, which is not provisioned`),
    ...datasources
      .flatMap(linkedBy)
      .flatMap((uid) => (uids.has(uid) ? [] : [`nothing has the uid ${uid}`])),
    ...datasources.flatMap(queryFaults),
  ]
}

function linkedBy(source: DataSource): string[] {
  if (source.type === 'prometheus')
    return (source.jsonData.exemplarTraceIdDestinations ?? []).map(
      ({ datasourceUid }) => datasourceUid,
    )
  if (source.type === 'loki')
    return source.jsonData.derivedFields.map(({ datasourceUid }) => datasourceUid)
  if (source.type === 'alertmanager') return []
  const { tracesToLogsV2, tracesToMetrics } = source.jsonData
  return [tracesToLogsV2.datasourceUid, tracesToMetrics.datasourceUid]
}

function queryFaults(source: DataSource): string[] {
  if (source.type !== 'jaeger') return []
  const { tracesToLogsV2: toLogs, tracesToMetrics: toMetrics } = source.jsonData
  const { streamLabels, fields } = parseLogql(filled(toLogs.query, toLogs.tags))
  const unknown = [
    ...streamLabels.filter((label) => !indexLabels.has(label)),
    ...fields.filter((field) => !logFields.has(field)),
  ]
  const found = toMetrics.queries.flatMap(({ query }) => {
    const result = analyse(parsePromql(filled(query, toMetrics.tags)), repositoryNames)
    return [...result.unknownMetrics, ...result.unknownLabels]
  })
  return [...unknown, ...found].map((name) => `a link asks for ${name}, which nothing has`)
}

/** What Grafana puts for the tags of a span, and for its trace. */
const filled = (query: string, spanTags: z.infer<typeof tags>) =>
  query
    .replaceAll(`$$\{__tags}`, spanTags.map(({ value }) => `${value}="orders"`).join(','))
    .replaceAll('$$__tags', spanTags.map(({ value }) => `${value}="orders"`).join(','))
    .replaceAll(`$$\{__trace.traceId}`, '0af7651916cd43dd8448eb211c80319c')
