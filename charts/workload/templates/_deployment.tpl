{{- define "workload.deployment" -}}
{{- $w := .workload -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "workload.metadata" . | nindent 2 }}
  annotations:
    stoa.dev/owner: {{ .service.owner | quote }}
spec:
  {{- if not (include "workload.isAutoscaled" .) }}
  replicas: {{ include "workload.replicas" . }}
  {{- end }}
  revisionHistoryLimit: 3
  # A new pod is ready before an old one stops.
  strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
  selector:
    matchLabels:
      {{- include "workload.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "workload.labels" . | nindent 8 }}
        app.kubernetes.io/component: service
        app: {{ .service.name }}
        version: {{ include "workload.version" . | quote }}
      annotations:
        kubectl.kubernetes.io/default-container: {{ .service.name }}
        # As a native sidecar the proxy is ready before the service starts, and stops after it.
        sidecar.istio.io/nativeSidecar: "true"
        {{- with .root.Files.Get "generated/mesh/base/mesh-config.yaml" }}
        {{- $mesh := (fromYaml .).data.mesh | fromYaml }}
        # A proxy takes it when it starts: without it here, a change of the mesh configuration would be in force after the next restart.
        proxy.istio.io/config: |
          {{- toYaml $mesh.defaultConfig | nindent 10 }}
        {{- end }}
    spec:
      {{- include "workload.podSpec" . | nindent 6 }}
      terminationGracePeriodSeconds: {{ $w.stop.graceSeconds }}
      {{- if $w.spread.enabled }}
      topologySpreadConstraints:
        {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
        - maxSkew: 1
          topologyKey: {{ . }}
          whenUnsatisfiable: {{ $w.spread.whenUnsatisfiable }}
          # A zone or node that takes no pods, drained or lost, does not keep its pods from coming up elsewhere.
          nodeTaintsPolicy: Honor
          labelSelector:
            matchLabels:
              {{- include "workload.selector" $ | nindent 14 }}
          matchLabelKeys: [pod-template-hash]
        {{- end }}
      {{- end }}
      containers:
        - name: {{ .service.name }}
          {{- include "workload.container" . | nindent 10 }}
          args:
            {{- range $w.nodeOptions }}
            - {{ . | quote }}
            {{- end }}
            - services/{{ .service.name }}/src/main.ts
          ports:
            - { name: http, containerPort: {{ .service.port }} }
          env:
            {{- include "workload.environment" . | nindent 12 }}
          startupProbe:
            httpGet: { path: /livez, port: http }
            periodSeconds: 1
            failureThreshold: 60
          livenessProbe:
            httpGet: { path: /livez, port: http }
            periodSeconds: 10
            timeoutSeconds: 5
          readinessProbe:
            httpGet: { path: /readyz, port: http }
            periodSeconds: 5
            timeoutSeconds: 3
          {{- with $w.stop.drainSeconds }}
          lifecycle:
            # Until every proxy knows that this pod is leaving, requests still arrive.
            preStop: { sleep: { seconds: {{ . }} } }
          {{- end }}
          resources:
            requests: { cpu: {{ .service.size.cpu }}, memory: {{ .service.size.memory }} }
            limits: { memory: {{ include "workload.memoryLimit" . }} }
{{- end }}

{{- define "workload.memoryLimit" -}}
{{- $mebibytes := include "workload.mebibytes" .service.size.memory | int }}
{{- div (mul $mebibytes .workload.memoryLimitPercent) 100 }}Mi
{{- end }}

{{/* A quantity of memory in Mi or Gi, as a number of Mi. */}}
{{- define "workload.mebibytes" -}}
{{- regexFind "^[0-9]+" . | int | mul (ternary 1024 1 (hasSuffix "Gi" .)) }}
{{- end }}

{{/* A quantity of CPU, as a number of thousandths. */}}
{{- define "workload.millicores" -}}
{{- regexFind "^[0-9]+" . | int | mul (ternary 1 1000 (hasSuffix "m" .)) }}
{{- end }}

{{/* What the pods of a service and of its migration have in common: Pod Security `restricted`. */}}
{{- define "workload.podSpec" -}}
serviceAccountName: {{ .account | default .service.name }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  seccompProfile: { type: RuntimeDefault }
{{- with .workload.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . | quote }}
  {{- end }}
{{- end }}
{{- with .workload.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .workload.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .workload.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
volumes:
  - { name: tmp, emptyDir: { sizeLimit: 64Mi } }
  {{- if include "workload.usesDatabase" . }}
  - name: database-ca
    secret:
      secretName: {{ include "workload.secretName" (merge (dict "kind" "databaseCa") .) | quote }}
      # A server whose authority every system trusts needs none; the URL says which one verifies it.
      optional: true
      items: [{ key: ca.crt, path: ca.crt }]
  {{- end }}
{{- end }}

{{- define "workload.container" -}}
image: {{ include "workload.image" . | quote }}
imagePullPolicy: {{ .workload.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  privileged: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
volumeMounts:
  - { name: tmp, mountPath: /tmp }
  {{- if include "workload.usesDatabase" . }}
  - { name: database-ca, mountPath: /etc/stoa/database-ca, readOnly: true }
  {{- end }}
{{- end }}
