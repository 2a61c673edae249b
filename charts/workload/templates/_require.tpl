{{/*
Fails where values are well typed, and impossible together: the API server would refuse them only after the migrations have run.
Takes what "workload.objects" takes.
*/}}
{{- define "workload.require" -}}
{{- $w := .workload -}}
{{- $of := printf "of %s" .service.name -}}
{{- /* A service has up to 9 s for its last requests and messages. */ -}}
{{- $least := add $w.stop.drainSeconds 10 | int -}}
{{- if lt (int $w.stop.graceSeconds) $least }}
{{- fail (printf "workload.stop.graceSeconds %s: expected at least %d, which is workload.stop.drainSeconds and 10 s to stop, found %v" $of $least $w.stop.graceSeconds) }}
{{- end }}
{{- if and .service.observability (gt (int .service.size.replicas) 1) }}
{{- fail (printf "size.replicas %s: expected 1, found %v: each further replica would report the same figures again" $of .service.size.replicas) }}
{{- end }}
{{- range .service.secrets }}
{{- if hasKey ($.service.providers | default dict) . }}
{{- fail (printf "secrets %s: %s is declared in providers too" $of .) }}
{{- end }}
{{- end }}
{{- $own := regexFindAll "name: [A-Z][A-Z0-9_]*," (include "workload.ownEnvironment" .) -1 -}}
{{- $credentials := list "DATABASE_URL" "DATABASE_READ_URL" "NATS_URL" "NATS_NKEY_SEED" -}}
{{- range $name, $_ := $w.settings }}
{{- if or (has (printf "name: %s," $name) $own) (has $name $credentials) }}
{{- fail (printf "workload.settings.%s %s: the chart sets this variable itself" $name $of) }}
{{- end }}
{{- end }}
{{- range $index, $toleration := $w.tolerations }}
{{- $at := printf "workload.tolerations.%d %s" $index $of }}
{{- $exists := eq ($toleration.operator | default "Equal") "Exists" }}
{{- if and (not $exists) (not $toleration.key) }}
{{- fail (printf "%s: expected a key, or the operator Exists" $at) }}
{{- end }}
{{- if and $exists $toleration.value }}
{{- fail (printf "%s: expected no value with the operator Exists, found %s" $at $toleration.value) }}
{{- end }}
{{- if and (hasKey $toleration "tolerationSeconds") (ne ($toleration.effect | default "") "NoExecute") }}
{{- fail (printf "%s: tolerationSeconds needs the effect NoExecute" $at) }}
{{- end }}
{{- end }}
{{- if and .root.Values.workload.networkPolicy.enabled (not $w.networkPolicy.enabled) }}
{{- fail (printf "services.%s.workload.networkPolicy.enabled: expected true while workload.networkPolicy.enabled is, by which the namespace denies by default: without policies of its own the service reaches nothing, and nothing reaches it; set workload.networkPolicy.enabled to false, or leave this one out" .service.name) }}
{{- end }}
{{- end }}
