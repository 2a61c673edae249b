{{/* What the mesh permits, said again to the network: for ports that no proxy guards, and for pods without a proxy. */}}
{{- define "workload.networkPolicy" -}}
{{- if .workload.networkPolicy.enabled -}}
{{- $w := .workload -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "workload.metadata" . | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "workload.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    {{- with $w.networkPolicy.callers }}
    - from:
        {{- range . }}
        {{- include "workload.peer" (dict "namespace" .namespace "labels" (dict "app.kubernetes.io/name" .name)) | nindent 8 }}
        {{- end }}
      ports: [{ port: {{ $.service.port }} }]
    {{- end }}
    {{- if $w.metrics.enabled }}
    # The proxy's statistics.
    - from:
        {{- include "workload.peer" (dict "namespace" "observability" "labels" (dict "app.kubernetes.io/name" "prometheus")) | nindent 8 }}
      ports: [{ port: 15090 }]
    {{- end }}
  egress:
    {{- include "workload.toDns" . | nindent 4 }}
    # The proxy's configuration and certificates.
    - to:
        {{- include "workload.peer" (dict "namespace" "istio-system" "labels" (dict "app" "istiod")) | nindent 8 }}
      ports: [{ port: 15012 }]
    {{- if $w.tracing.enabled }}
    - to:
        {{- include "workload.peer" (dict "namespace" "observability" "labels" (dict "app.kubernetes.io/name" "otel-collector")) | nindent 8 }}
      ports: [{ port: 4318 }]
    {{- end }}
    {{- range $w.networkPolicy.callees }}
    - to:
        {{- include "workload.peer" (dict "namespace" $.root.Release.Namespace "labels" (dict "app.kubernetes.io/name" .name "app.kubernetes.io/component" "service")) | nindent 8 }}
      ports: [{ port: {{ .port }} }]
    {{- end }}
    {{- if include "workload.usesBroker" . }}
    - to:
        {{- include "workload.peer" $w.networkPolicy.broker | nindent 8 }}
      ports: [{ port: 4222 }]
    {{- end }}
    {{- if include "workload.usesDatabase" . }}
    {{- include "workload.toDatabase" . | nindent 4 }}
    {{- end }}
    {{- if .service.providers }}
    # Providers change their addresses; the proxy admits their names alone.
    - to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8, 100.64.0.0/10, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16] } }]
      ports: [{ port: 443 }]
    {{- end }}
{{- end }}
{{- end }}

{{/* Pods of one namespace. Takes { namespace, labels }. */}}
{{- define "workload.peer" -}}
- namespaceSelector:
    matchLabels: { kubernetes.io/metadata.name: {{ .namespace | quote }} }
  podSelector:
    matchLabels:
      {{- toYaml .labels | nindent 6 }}
{{- end }}

{{/* Link-local addresses are those of a cache on the node, and of the DNS of GKE: no selector of pods matches these. */}}
{{- define "workload.toDns" -}}
- to:
    {{- include "workload.peer" (dict "namespace" "kube-system" "labels" (dict "k8s-app" "kube-dns")) | nindent 4 }}
    - ipBlock: { cidr: 169.254.20.10/32 }
    - ipBlock: { cidr: 169.254.169.254/32 }
  ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }]
{{- end }}

{{- define "workload.toDatabase" -}}
- to:
    {{- include "workload.peer" .workload.networkPolicy.database | nindent 4 }}
  ports: [{ port: 5432 }]
{{- end }}
