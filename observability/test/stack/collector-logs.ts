import { parse } from 'yaml'
import { z } from 'zod'
import { readText } from './files.ts'

const components = z.record(z.string(), z.unknown()).default({})
const schema = z.object({
  receivers: components,
  processors: components,
  exporters: components,
  service: z.object({ pipelines: z.record(z.string(), z.record(z.string(), z.array(z.string()))) }),
})
const logs = z.object({
  receivers: z.object({
    filelog: z.object({
      include: z.array(z.string()),
      operators: z.array(z.object({ type: z.string(), to: z.string().optional() })),
    }),
  }),
  exporters: z.object({ 'otlp_http/loki': z.object({ endpoint: z.string() }) }),
})

/** What queries need of a line, and the operator that gives it. */
const needed = [
  'severity_parser',
  'trace_parser',
  'copy resource["service.name"]',
  'move resource["service.instance.id"]',
]

/** The fields that the services write into each line, and that operators read. */
const lineFields = new Set(['time', 'level', 'trace_id', 'span_id', 'service'])

const readFields = (text: string) =>
  [...text.matchAll(/attributes\.line\??\.(\w+)/g)].flatMap(([, field]) => field ?? [])

/** What the platform writes, in a folder of its home, and where the container of the collector has that folder. */
const written = [
  { folder: 'logs', files: '*.log' },
  { folder: 'access', files: '*.jsonl' },
] as const

const mounted = (): string[] => {
  const volumes: readonly string[] = parse(readText('compose.yaml'), { merge: true }).services
    .collector.volumes
  return written.map(({ folder, files }) => {
    const volume = volumes.find((one) => one.includes(`/${folder}:`))
    return `${volume?.split(':').at(-2) ?? `(no ${folder})`}/${files}`
  })
}

/** Faults in the collector's configuration of logs: components that pipelines name, the receiver of logs, and the labels of lines. */
export function collectorLogsFaults(text: string): string[] {
  const first = schema.parse(parse(readText('collector.yaml')))
  const second = schema.parse(parse(text))
  const unknown = Object.values(second.service.pipelines).flatMap((pipeline) =>
    Object.entries(pipeline).flatMap(([kind, names]) => {
      const known = { ...first[kind as 'receivers'], ...second[kind as 'receivers'] }
      return names.filter((name) => !(name in known)).map((name) => `${kind} have no ${name}`)
    }),
  )
  const { receivers, exporters } = logs.parse(parse(text))
  const given = new Set(
    receivers.filelog.operators.flatMap(({ type, to }) => [type, `${type} ${to ?? ''}`]),
  )
  const { server } = parse(readText('loki.yaml'))
  const loki = `http://${server.http_listen_address}:${server.http_listen_port}/otlp`
  const wanted = mounted()
  return [
    ...unknown,
    ...wanted
      .filter((path) => !receivers.filelog.include.includes(path))
      .map((path) => `does not read ${path}, where compose.yaml has the logs`),
    ...readFields(text)
      .filter((field) => !lineFields.has(field))
      .map((field) => `no line has the field ${field}`),
    ...needed.filter((operator) => !given.has(operator)).map((one) => `no operator: ${one}`),
    ...(exporters['otlp_http/loki'].endpoint === loki ? [] : [`Loki listens at ${loki}`]),
  ]
}
