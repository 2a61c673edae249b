{{/*
A service that consumes is scaled by KEDA on the lag of its consumers and on CPU, any other by CPU alone. Two autoscalers of one
Deployment would work against each other, so there is one of either kind.
*/}}
{{- define "workload.autoscaler" -}}
{{- with .workload.autoscaling }}
{{- if .enabled }}
{{- if and .keda $.service.consumes }}
{{- include "workload.scaledObject" $ }}
{{- else }}
{{- include "workload.horizontalPodAutoscaler" $ }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "workload.maxReplicas" -}}
{{ max (include "workload.replicas" . | int) .workload.autoscaling.maxReplicas }}
{{- end }}

{{/* What nobody waits for does without a second one: it would report the same twice. */}}
{{- define "workload.replicas" -}}
{{- $least := ternary 1 .workload.leastReplicas (.service.observability | default false) -}}
{{ max $least (.workload.replicas | default .service.size.replicas | int) }}
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
        threshold: {{ .workload.autoscaling.lagMessages | quote }}
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
