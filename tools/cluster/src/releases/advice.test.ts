import { describe, expect, it } from 'vitest'
import { adviceOn } from './advice.ts'
import type { Step } from './plan.ts'
import { releasesSchema } from './release.ts'

const [release] = releasesSchema.parse({
  releases: [
    {
      ...{ name: 'cert-manager', namespace: 'certs', after: [], ready: 'it runs', waitMinutes: 5 },
      ...{ repository: 'https://charts.jetstack.io', chart: 'cert-manager', version: '1.2.3' },
    },
  ],
}).releases
if (!release) throw new Error('there is no release')
const step: Step = { release, action: { type: 'install' }, reason: '' }

/** As Helm 4.3.2 and an API server of 1.37 say it. */
const rows = [
  [
    'helm was ended: SIGINT was received\nError: UPGRADE FAILED: context canceled, not ready',
    'again: it goes on with cert-manager, and mends what was left half-way',
  ],
  [
    'helm was not called: SIGTERM was received',
    'again: it goes on with cert-manager, and mends what was left half-way',
  ],
  [
    'Error: kubernetes cluster unreachable: Get "https://127.0.0.1:1/version": dial tcp 127.0.0.1:1: connect: connection refused',
    'check that the API server runs',
  ],
  [
    'Error: kubernetes cluster unreachable: the server has asked for the client to provide credentials',
    'check that the API server runs',
  ],
  [
    'Error: looks like "https://charts.jetstack.io" is not a valid chart repository or cannot be reached: Get "https://charts.jetstack.io/index.yaml": dial tcp: lookup charts.jetstack.io on 10.0.0.1:53: no such host',
    'check that https://charts.jetstack.io can be reached from here',
  ],
  [
    'Error: looks like "https://charts.jetstack.io" is not a valid chart repository or cannot be reached: Get "https://charts.jetstack.io/index.yaml": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    'check that https://charts.jetstack.io can be reached from here',
  ],
  [
    'Error: execution error at (stoa/templates/secrets.yaml:31:4): Secrets are missing in the namespace commerce, or keys of them:\n  orders-database: url',
    'create them: `npx stoa cluster secrets',
  ],
  [
    'Error: create: failed to create: secrets "sh.helm.release.v1.stoa.v1" is forbidden: unable to create new content in namespace commerce because it is being terminated',
    'wait until `kubectl get namespace certs` finds none',
  ],
  [
    'Error: server-side apply failed for object commerce/orders /v1, Kind=Service: services "orders" is forbidden: exceeded quota: commerce, requested: services=1, used: services=9, limited: services=9',
    'raise the quota',
  ],
  [
    'Error: pods "nats-0" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
    'look at the labels',
  ],
  [
    'Error: unable to continue with install: could not get information about the resource ConfigMap "dashboard-business" in namespace "observability": configmaps "dashboard-business" is forbidden: User "system:serviceaccount:default:weak" cannot get resource "configmaps" in API group "" in the namespace "observability"',
    'use a context whose user may do what it names',
  ],
  [
    'Error: Internal error occurred: failed calling webhook "mcluster.cnpg.io": failed to call webhook: Post "https://cnpg-webhook-service.cnpg-system.svc:443/mutate?timeout=10s": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    'the operator that it names does not answer',
  ],
  [
    'Error: unable to build kubernetes objects from release manifest: resource mapping not found for name: "orders" namespace: "" from "": no matches for kind "ScaledObject" in version "keda.sh/v1alpha1"\nensure CRDs are installed first',
    'install the release that brings this kind first',
  ],
  [
    'Error: conflict occurred while applying object /commerce /v1, Kind=Namespace: Apply failed with 2 conflicts: conflicts with "kubectl-label" using v1:\n- .metadata.labels.istio-injection',
    'another program owns the fields',
  ],
  [
    'Error: UPGRADE FAILED: server-side apply failed for object commerce/orders apps/v1, Kind=Deployment: Deployment.apps "orders" is invalid: spec.selector: Invalid value: {"matchLabels":{}}: field is immutable',
    'cannot be changed in place',
  ],
  [
    'Error: UPGRADE FAILED: server-side apply failed for object commerce/nats apps/v1, Kind=StatefulSet: StatefulSet.apps "nats" is invalid: spec.volumeClaimTemplates: Invalid value: [{"name":"nats-js"}]: field is immutable',
    'give the sizes that stand in <site>/cert-manager.yaml',
  ],
  [
    'Error: unable to continue with install: Service "orders" in namespace "commerce" exists and cannot be imported into the current release: invalid ownership metadata; label validation error',
    'made by another program',
  ],
  [
    'Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress',
    'another Helm works on this release',
  ],
  [
    "Error: values don't meet the specifications of the schema(s) in the following chart(s):\nstoa:\n- at '/edge/hosts': got string, want array",
    'correct the values in <site>/cert-manager.yaml',
  ],
  [
    'Error: server-side apply failed for object commerce/catalog apps/v1, Kind=Deployment: Deployment.apps "catalog" is invalid: spec.template.spec.containers[0].lifecycle.preStop.sleep: Invalid value: 40: must be non-negative and less than terminationGracePeriodSeconds (30)',
    'correct the values in <site>/cert-manager.yaml',
  ],
  [
    'Error: failed to create typed patch object (commerce/orders; apps/v1, Kind=Deployment): .spec.template.spec.containers[name="orders"].env: duplicate entries for key [name="LOG_LEVEL"]',
    'correct the values in <site>/cert-manager.yaml',
  ],
  [
    'Error: UPGRADE FAILED: resource Deployment/certs/cert-manager not ready. status: InProgress, message: Available: 0/1\ncontext deadline exceeded',
    'it waited 5 min until it runs',
  ],
  ['Error: something new', 'look at `kubectl --namespace certs get pods,events`'],
] as const

describe('the advice on what Helm says', () => {
  it.each(rows)('%s', (complaint, advice) => {
    expect(adviceOn(complaint, step).text).toContain(advice)
  })

  it('calls a cluster unreachable only where Helm does', () => {
    const cannotRun = rows.filter(([complaint]) => adviceOn(complaint, step).cannotRun)
    expect(cannotRun.map(([, advice]) => advice)).toEqual([
      ...['check that the API server runs', 'check that the API server runs'],
    ])
  })
})
