{{- define "stoa.labels" -}}
app.kubernetes.io/part-of: stoa
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* The policies of the mesh and of the network name the namespace. */}}
{{- define "stoa.namespace" -}}
{{- if ne .Release.Namespace "commerce" }}
{{- fail (printf "install this chart into the namespace commerce, which the mesh's policies name, not into %s" .Release.Namespace) }}
{{- end }}
{{- .Release.Namespace }}
{{- end }}
