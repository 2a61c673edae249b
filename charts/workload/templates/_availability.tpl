{{/*
A service that consumes is scaled by KEDA on the lag of its consumers and on CPU, any other by CPU alone. Two autoscalers of one
Deployment would work against each other, so there is one of either kind.
*/}}
{{- define "workload.autoscaler" -}}
{{- if include "workload.isScaledByKeda" . }}
{{- include "workload.scaledObject" . }}
{{- else if include "workload.isAutoscaled" . }}
{{- include "workload.horizontalPodAutoscaler" . }}
{{- end }}
{{- end }}

{{/* Not empty when an autoscaler chooses the number of replicas. */}}
{{- define "workload.isAutoscaled" -}}
{{- if and .workload.autoscaling.enabled (not .service.observability) }}true{{ end }}
{{- end }}

{{/* Not empty when that autoscaler is KEDA. */}}
{{- define "workload.isScaledByKeda" -}}
{{- if and (include "workload.isAutoscaled" .) .workload.autoscaling.keda .service.consumes }}true{{ end }}
{{- end }}

{{- define "workload.maxReplicas" -}}
{{- $replicas := include "workload.replicas" . | int -}}
{{ ternary (max $replicas .workload.autoscaling.maxReplicas) $replicas (include "workload.isAutoscaled" . | eq "true") }}
{{- end }}

{{/* A service of observability runs once: each further replica would report the same figures again. */}}
{{- define "workload.replicas" -}}
{{- if .service.observability }}1{{ else -}}
{{ max .workload.leastReplicas (.workload.replicas | default .service.size.replicas | int) }}
{{- end }}
{{- end }}

{{- define "workload.horizontalPodAutoscaler" -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  {{- include "workload.metadata" . | nindent 2 }}
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: {{ .service.name }} }
  minReplicas: {{ include "workload.replicas" . }}
  maxReplicas: {{ include "workload.maxReplicas" . }}
  metrics:
    - type: ContainerResource
      containerResource:
        name: cpu
        container: {{ .service.name }}
        target: { type: Utilization, averageUtilization: {{ .workload.autoscaling.cpuPercent }} }
{{- end }}

{{- define "workload.scaledObject" -}}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  {{- include "workload.metadata" . | nindent 2 }}
spec:
  scaleTargetRef: { name: {{ .service.name }} }
  minReplicaCount: {{ include "workload.replicas" . }}
  maxReplicaCount: {{ include "workload.maxReplicas" . }}
  # Without Prometheus nobody knows the lag; the number of replicas then stays within what was asked for.
  fallback: { failureThreshold: 3, replicas: {{ include "workload.replicas" . }}, behavior: currentReplicasIfHigher }
  triggers:
    - type: prometheus
      metadata:
        serverAddress: {{ .workload.autoscaling.prometheus | quote }}
        # Replicas share a consumer and report the same lag.
        query: sum(max by (messaging_stream) (messaging_consumer_lag_messages{service="{{ .service.name }}"}))
        threshold: {{ .workload.autoscaling.lagMessages | int64 | quote }}
    - type: cpu
      metricType: Utilization
      metadata: { containerName: {{ .service.name }}, value: {{ .workload.autoscaling.cpuPercent | quote }} }
{{- end }}

{{/* A service with one replica has no budget: it would forbid draining its node. */}}
{{- define "workload.disruptionBudget" -}}
{{- if gt (include "workload.replicas" . | int) 1 -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "workload.metadata" . | nindent 2 }}
spec:
  maxUnavailable: {{ .workload.disruption.maxUnavailable }}
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "workload.selector" . | nindent 6 }}
{{- end }}
{{- end }}
