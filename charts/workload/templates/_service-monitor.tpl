{{/* Prometheus reads the service's metrics over the mesh's mutual TLS, with the certificate that its sidecar keeps in /etc/prom-certs. */}}
{{- define "workload.serviceMonitor" -}}
{{- if .workload.metrics.enabled -}}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  {{- include "workload.metadata" . | nindent 2 }}
    {{- with .workload.metrics.labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  selector:
    matchLabels:
      app.kubernetes.io/name: {{ .service.name }}
      app.kubernetes.io/instance: {{ .root.Release.Name }}
  endpoints:
    - port: http
      path: /metrics
      scheme: https
      interval: {{ .workload.metrics.intervalSeconds }}s
      tlsConfig:
        {{- include "workload.prometheusTls" . | nindent 8 }}
      # The labels that dashboards and alerts know from the laptop.
      relabelings:
        - { targetLabel: job, replacement: services }
        - { targetLabel: service, replacement: {{ .service.name }} }
        - { sourceLabels: [__meta_kubernetes_pod_name], targetLabel: instance }
{{- end }}
{{- end }}

{{/* The certificate that the sidecar of Prometheus keeps for it. */}}
{{- define "workload.prometheusTls" -}}
caFile: /etc/prom-certs/root-cert.pem
certFile: /etc/prom-certs/cert-chain.pem
keyFile: /etc/prom-certs/key.pem
# A workload's certificate holds its SPIFFE identity and no host name.
insecureSkipVerify: true
{{- end }}
