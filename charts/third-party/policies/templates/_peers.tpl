{{/* Pods of one namespace with a label. Takes a list: namespace, label, value. */}}
{{- define "policies.peer" -}}
- namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: {{ index . 0 }} } }
  podSelector: { matchLabels: { {{ index . 1 }}: {{ index . 2 }} } }
{{- end }}

{{/* Ports of any address. Takes a list of numbers. */}}
{{- define "policies.ports" -}}
- ports:
    {{- range . }}
    - { port: {{ . }} }
    {{- end }}
{{- end }}

{{/* Names, and for a pod with a sidecar its configuration and certificates. */}}
{{- define "policies.toDns" -}}
- to:
    {{- include "policies.peer" (list "kube-system" "k8s-app" "kube-dns") | nindent 4 }}
    # A cache on the node, and the DNS of GKE: no selector of pods matches these.
    - ipBlock: { cidr: 169.254.20.10/32 }
    - ipBlock: { cidr: 169.254.169.254/32 }
  ports: [{ port: 53, protocol: UDP }, { port: 53 }]
{{- end }}

{{- define "policies.toMesh" -}}
{{ include "policies.toDns" . }}
- to:
    {{- include "policies.peer" (list "istio-system" "app" "istiod") | nindent 4 }}
  ports: [{ port: 15012 }]
{{- end }}

{{/* Prometheus, at its port. Takes a number. */}}
{{- define "policies.fromPrometheus" -}}
- from:
    {{- include "policies.peer" (list "observability" "app.kubernetes.io/name" "prometheus") | nindent 4 }}
  ports: [{ port: {{ . }} }]
{{- end }}

{{- define "policies.denyByDefault" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny-by-default, namespace: {{ . }} }
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
{{- end }}
