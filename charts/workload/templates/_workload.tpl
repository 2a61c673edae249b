{{/*
Every object of one service.
Takes { service, workload, root }: a service.yaml, the values of this chart, and the context of the chart that includes it; and
{ hostsBefore } where the release has other services.
*/}}
{{- define "workload.objects" -}}
{{- include "workload.require" . }}
{{- $objects := list
  (include "workload.serviceAccount" .)
  (include "workload.service" .)
  (include "workload.deployment" .)
  (include "workload.autoscaler" .)
  (include "workload.disruptionBudget" .)
  (include "workload.migration" .)
  (include "workload.networkPolicy" .)
  (include "workload.serviceMonitor" .)
  (include "workload.egress" .)
-}}
{{- range $objects }}
{{- with trim . }}
---
{{ . }}
{{- end }}
{{- end }}
{{- end }}

{{- define "workload.selector" -}}
app.kubernetes.io/name: {{ .service.name }}
app.kubernetes.io/component: service
{{- end }}

{{- define "workload.labels" -}}
app.kubernetes.io/name: {{ .service.name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/part-of: stoa
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/version: {{ include "workload.version" . | quote }}
{{- end }}

{{- define "workload.metadata" -}}
name: {{ .service.name }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "workload.labels" . | nindent 2 }}
{{- end }}

{{- define "workload.version" -}}
{{- /* As a label: its ends are letters or digits. */ -}}
{{ .workload.image.tag | default .root.Chart.AppVersion | trunc 63 | trimAll "-_." }}
{{- end }}

{{- define "workload.image" -}}
{{- with .workload.image -}}
{{ .registry }}/{{ $.service.name }}:{{ .tag | default $.root.Chart.AppVersion }}{{ with .digest }}@{{ . }}{{ end }}
{{- end }}
{{- end }}

{{/* Not empty when the service connects to the broker. */}}
{{- define "workload.usesBroker" -}}
{{- if or .service.publishes .service.consumes (has "broker" (.service.monitors | default list)) }}true{{ end }}
{{- end }}

{{/* Not empty when the service connects to the database server. */}}
{{- define "workload.usesDatabase" -}}
{{- if or .service.database (has "database" (.service.monitors | default list)) }}true{{ end }}
{{- end }}

{{/* The Secret of one kind: database, databaseCa, broker or providers. Takes { service, workload, kind }. */}}
{{- define "workload.secretName" -}}
{{- $own := eq .kind "databaseCa" | ternary "database-ca" (printf "%s-%s" .service.name .kind) -}}
{{ get .workload.secretNames .kind | default $own }}
{{- end }}

{{- define "workload.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "workload.metadata" . | nindent 2 }}
automountServiceAccountToken: false
{{- end }}

{{- define "workload.service" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "workload.metadata" . | nindent 2 }}
spec:
  selector:
    {{- include "workload.selector" . | nindent 4 }}
  ports:
    - { name: http, port: {{ .service.port }}, targetPort: http, appProtocol: http }
{{- end }}
