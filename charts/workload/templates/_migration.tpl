{{/*
A Job that brings the service's database up to date before the new version starts. Old and new versions run beside each other on the
result, so that a migration only ever expands; a later release contracts. It runs outside the mesh, where nothing but Postgres is.
*/}}
{{- define "workload.migration" -}}
{{- if .service.database -}}
{{- $name := printf "%s-migration" .service.name -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ $name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "workload.labels" . | nindent 4 }}
  annotations:
    {{- include "workload.beforeMigration" . | nindent 4 }}
automountServiceAccountToken: false
---
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ $name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "workload.labels" . | nindent 4 }}
  annotations:
    helm.sh/hook: pre-install,pre-upgrade
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  backoffLimit: 3
  activeDeadlineSeconds: {{ .workload.migrations.deadlineSeconds }}
  # One that failed is replaced by the next run, or goes after a week where its service went. Until then its log says why.
  ttlSecondsAfterFinished: 604800
  template:
    metadata:
      labels:
        {{- include "workload.labels" . | nindent 8 }}
        app.kubernetes.io/component: migration
        sidecar.istio.io/inject: "false"
    spec:
      {{- include "workload.podSpec" (merge (dict "account" $name) .) | nindent 6 }}
      restartPolicy: Never
      containers:
        - name: migration
          {{- include "workload.container" . | nindent 10 }}
          args: [packages/postgres/src/migrate-main.ts, services/{{ .service.name }}/migrations/index.ts]
          env:
            - { name: NODE_ENV, value: production }
            {{- include "workload.databaseUrl" . | nindent 12 }}
          resources:
            requests: { cpu: 50m, memory: 128Mi }
            limits: { memory: 256Mi }
{{- if .workload.networkPolicy.enabled }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ $name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "workload.labels" . | nindent 4 }}
  annotations:
    {{- include "workload.beforeMigration" . | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: {{ .service.name }}
      app.kubernetes.io/component: migration
  policyTypes: [Ingress, Egress]
  egress:
    {{- include "workload.toDns" . | nindent 4 }}
    {{- include "workload.toDatabase" . | nindent 4 }}
{{- end }}
{{- end }}
{{- end }}

{{/*
What the Job needs is there before it, where the release's own objects are not: in a namespace that denies by default, a service that is
new would reach no database.
*/}}
{{- define "workload.beforeMigration" -}}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: "-10"
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}
