{{/*
A Job that brings the service's database up to date before the new version starts. Old and new versions run beside each other on the
result, so that a migration only ever expands; a later release contracts. It runs outside the mesh, where nothing but Postgres is.
*/}}
{{- define "workload.migration" -}}
{{- if .service.database -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .service.name }}-migration
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "workload.labels" . | nindent 4 }}
  annotations:
    helm.sh/hook: pre-install,pre-upgrade
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  backoffLimit: 3
  activeDeadlineSeconds: {{ .workload.migrations.deadlineSeconds }}
  template:
    metadata:
      labels:
        {{- include "workload.labels" . | nindent 8 }}
        app.kubernetes.io/component: migration
        sidecar.istio.io/inject: "false"
    spec:
      {{- include "workload.podSpec" (merge (dict "account" (include "workload.migrationsName" .root)) .) | nindent 6 }}
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
{{- end }}
{{- end }}

{{- define "workload.migrationsName" -}}
{{ .Release.Name }}-migrations
{{- end }}

{{/*
What the Jobs of a release need is there before them, where the release's own objects are not: in a namespace that denies by default,
a service that is new would reach no database. The Jobs share it, since Helm creates, awaits and removes one hook after the other.
Takes { services, root }: a list of what "workload.objects" takes.
*/}}
{{- define "workload.beforeMigrations" -}}
{{- $name := include "workload.migrationsName" .root -}}
{{- $migrated := list -}}
{{- $byDatabase := dict -}}
{{- range .services }}
{{- if .service.database }}
{{- $migrated = append $migrated .service.name }}
{{- if .workload.networkPolicy.enabled }}
{{- $database := include "workload.toDatabase" . }}
{{- $_ := set $byDatabase $database (append (index $byDatabase $database | default list) .service.name) }}
{{- end }}
{{- end }}
{{- end }}
{{- if $migrated }}
---
# No token of it is in a pod, so that all may share it.
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ $name }}
  {{- include "workload.migrationsMetadata" .root | nindent 2 }}
automountServiceAccountToken: false
{{- end }}
{{- range $index, $database := keys $byDatabase | sortAlpha }}
---
# The migrations of the services that have this database.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ $name }}{{ with $index }}-{{ . }}{{ end }}
  {{- include "workload.migrationsMetadata" $.root | nindent 2 }}
spec:
  podSelector:
    matchLabels: { app.kubernetes.io/component: migration }
    matchExpressions:
      - key: app.kubernetes.io/name
        operator: In
        values: [{{ index $byDatabase $database | join ", " }}]
  policyTypes: [Ingress, Egress]
  egress:
    {{- include "workload.toDns" $ | nindent 4 }}
    {{- $database | nindent 4 }}
{{- end }}
{{- end }}

{{- define "workload.migrationsMetadata" -}}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "workload.labelsOfRelease" . | nindent 2 }}
annotations:
  helm.sh/hook: pre-install,pre-upgrade
  helm.sh/hook-weight: "-10"
  helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}
