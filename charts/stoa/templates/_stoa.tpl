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

{{/* A service and the values of its workload, with what changes for it alone. Takes { path, root }. */}}
{{- define "stoa.service" -}}
{{- $known := .root.Files.Get .path | fromYaml }}
{{- $changes := index .root.Values.services $known.service.name | default dict }}
{{- $service := mergeOverwrite $known.service (pick $changes "size" | deepCopy) }}
{{- $peers := dict "networkPolicy" (pick $known "callers" "callees") }}
{{- $workload := mergeOverwrite (deepCopy .root.Values.workload) $peers ($changes.workload | default dict | deepCopy) }}
{{- with ($changes.size | default dict).replicas }}
{{- $_ := set $workload "replicas" . }}
{{- end }}
{{- dict "service" $service "workload" $workload | toYaml }}
{{- end }}
