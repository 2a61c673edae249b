export const usage = `usage: stoa audit [--mesh DIR] [--services DIR] [options]

Audits Istio and Kubernetes YAML: shows who may call whom, compares permitted calls with declared and observed ones,
and reports what is wrong, each finding with a request that proves it. Without --mesh it audits this repository's
mesh/istio and services.

  --mesh DIR             folder or file with Istio and Kubernetes YAML
  --services DIR         folder with one folder for each service, each with a service.yaml
  --observed FILE|DIR    the sidecars' access logs in JSON lines (may be repeated)
  --unused-days N        report permissions that were not used for N days (needs --observed)
  --certs DIR            certificates to check (.pem, .crt, .cert)
  --nats FILE            nats-server configuration (default: the running platform's)
  --postgres             read the database grants of the running platform
  --postgres-dump FILE   read the database grants from a JSON file
  --probe                send test requests to the running platform, and compare its answers with the policies
  --diff REF             git ref or folder to compare with: show which access the change opens and closes
  --suppressions FILE    accepted findings (default: mesh/audit-suppressions.yaml)
  --format FORMAT        text, json, sarif, html or markdown (default: text)
  --json                 same as --format json
  --output FILE          write the report to FILE instead of standard output
  --fail-on SEVERITY     error, warning or note (default: warning)

exit status: 0 no finding at or above --fail-on; 1 at least one such finding; 2 the audit could not run`
