{{- define "workload.environment" -}}
{{- include "workload.ownEnvironment" . }}
{{- /* As it is written: a number as such would become `1e+07`. */}}
{{- range $name, $value := .workload.settings }}
- { name: {{ $name | quote }}, value: {{ kindIs "string" $value | ternary $value (toJson $value) | quote }} }
{{- end }}
{{- end }}

{{/* What the chart sets, and `settings` may not. */}}
{{- define "workload.ownEnvironment" -}}
{{- $w := .workload -}}
- { name: NODE_ENV, value: production }
- { name: LISTEN, value: ":{{ .service.port }}" }
- { name: INSTANCE, valueFrom: { fieldRef: { fieldPath: metadata.name } } }
- { name: LOG_LEVEL, value: {{ $w.logLevel }} }
{{- if $w.tracing.enabled }}
- { name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ $w.tracing.endpoint | quote }} }
- { name: OTEL_TRACES_SAMPLER_ARG, value: {{ $w.tracing.ratio | quote }} }
{{- end }}
{{- if include "workload.usesDatabase" . }}
{{ include "workload.databaseUrl" . }}
{{- end }}
{{- if .service.database }}
- { name: DATABASE_POOL_SIZE, value: {{ $w.poolSize | quote }} }
{{- end }}
{{- if .service.replicaReads }}
# Without it, where there are no replicas, the primary answers every read.
- { name: DATABASE_READ_URL, valueFrom: { secretKeyRef: { name: {{ include "workload.secretName" (merge (dict "kind" "database") .) | quote }}, key: readUrl, optional: true } } }
{{- end }}
{{- if include "workload.usesBroker" . }}
{{- $broker := include "workload.secretName" (merge (dict "kind" "broker") .) }}
- { name: NATS_URL, valueFrom: { secretKeyRef: { name: {{ $broker | quote }}, key: url } } }
- { name: NATS_NKEY_SEED, valueFrom: { secretKeyRef: { name: {{ $broker | quote }}, key: seed } } }
{{- if .service.publishes }}
- { name: NATS_STREAM_REPLICAS, value: {{ $w.streamReplicas | quote }} }
{{- end }}
{{- end }}
{{- /* The sidecar encrypts: the service itself sends plain HTTP to its providers. */}}
{{- range $variable, $host := .service.providers }}
- { name: {{ $variable }}, value: "http://{{ $host }}" }
{{- end }}
{{- $providers := include "workload.secretName" (merge (dict "kind" "providers") .) }}
{{- range .service.secrets }}
- { name: {{ . }}, valueFrom: { secretKeyRef: { name: {{ $providers | quote }}, key: {{ . }} } } }
{{- end }}
{{- end }}

{{- define "workload.databaseUrl" -}}
- { name: DATABASE_URL, valueFrom: { secretKeyRef: { name: {{ include "workload.secretName" (merge (dict "kind" "database") .) | quote }}, key: url } } }
{{- end }}
