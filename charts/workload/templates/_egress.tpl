{{/*
The providers' hosts, as the only ones beyond the mesh: the service sends plain HTTP to its proxy, which encrypts and verifies.
Takes what "workload.objects" takes, and `hostsBefore`: those of other services of the release, whose objects serve the namespace.
*/}}
{{- define "workload.egress" -}}
{{- $named := dict }}
{{- $hosts := values (.service.providers | default dict) | uniq | sortAlpha }}
{{- range $host := $hosts }}
{{- if not (has $host ($.hostsBefore | default list)) }}
{{- $name := printf "%s-%s" $.service.name ($host | replace "." "-") }}
{{- /* Many long names begin alike: a digest tells them apart where they are cut. */}}
{{- if gt (len $name) 63 }}
{{- $name = printf "%s-%s" ($name | trunc 52 | trimAll "-") (sha256sum $host | trunc 10) }}
{{- end }}
{{- with get $named $name }}
{{- fail (printf "providers of %s: %s and %s have one name in a cluster, %s" $.service.name . $host $name) }}
{{- end }}
{{- $metadata := printf "{ name: %s, namespace: %s }" $name $.root.Release.Namespace }}
{{- if $named }}
---
{{- end }}
{{- $_ := set $named $name $host }}
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {{ $metadata }}
spec:
  hosts: [{{ $host }}]
  exportTo: ["."]
  location: MESH_EXTERNAL
  resolution: DNS
  ports: [{ number: 80, name: http, protocol: HTTP, targetPort: 443 }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {{ $metadata }}
spec:
  host: {{ $host }}
  exportTo: ["."]
  trafficPolicy:
    tls: { mode: SIMPLE, sni: {{ $host }}, subjectAltNames: [{{ $host }}], caCertificates: system }
    connectionPool:
      tcp: { maxConnections: 256, connectTimeout: 2s }
      http: { http1MaxPendingRequests: 1024, maxRetries: 32 }
    outlierDetection: { consecutive5xxErrors: 20, interval: 5s, baseEjectionTime: 5s, maxEjectionPercent: 100 }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {{ $metadata }}
spec:
  hosts: [{{ $host }}]
  exportTo: ["."]
  http:
    - name: read
      match: [{ method: { exact: GET } }]
      route: [{ destination: { host: {{ $host }}, port: { number: 80 } } }]
      timeout: 30s
      retries: { attempts: 3, retryOn: "connect-failure,refused-stream,reset,503" }
    - name: write
      route: [{ destination: { host: {{ $host }}, port: { number: 80 } } }]
      timeout: 30s
      retries: { attempts: 0 }
{{- end }}
{{- end }}
{{- end }}
