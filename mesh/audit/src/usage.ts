export const usage = `usage: stoa audit [--mesh DIR] [--services DIR] [options]

Reads Istio's YAML (by default mesh/istio and services of this repository; of any other folder Deployments, Services and
what else of Kubernetes is there as well) and tells who may call whom, what differs from what is declared and from what
was observed, and what is wrong, each finding with a request that shows it.

  --mesh DIR             folder or file with Istio's and Kubernetes' YAML
  --services DIR         folder with service.yaml files, one folder each
  --observed FILE|DIR    access logs of the sidecars, JSON lines (may be repeated)
  --unused-days N        report what is permitted and was not used for N days
  --certs DIR            certificates (.pem, .crt) to look at
  --nats FILE            configuration of nats-server (default: that of the running platform)
  --postgres             ask the running platform's database who may read what
  --postgres-dump FILE   the same from a file
  --probe                call the running platform with every identity, and compare what answers
  --diff REF             git ref or folder: what the change opens and closes
  --suppressions FILE    findings that somebody answers for (default mesh/audit-suppressions.yaml)
  --format FORMAT        text, json, sarif, html, markdown
  --json                 the same as --format json
  --output FILE          write there instead of standard output
  --fail-on SEVERITY     error, warning (default) or note

exit status: 0 no finding at or above --fail-on, 1 there is one, 2 it could not be audited`
