import { expect, it } from 'vitest'
import { merged, needsOfObjects } from './needs.ts'
import { objectsIn } from './objects.ts'

const pods = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: commerce }
spec:
  template:
    spec:
      imagePullSecrets: [{ name: regcred }, { name: mirror }]
      containers:
        - env: [{ name: URL, valueFrom: { secretKeyRef: { name: orders-database, key: url } } }]
---
apiVersion: batch/v1
kind: Job
metadata: { name: orders-migration, namespace: commerce }
spec:
  template:
    spec:
      imagePullSecrets: [{ name: regcred }]
      containers: [{ name: migrate }]
`

it('pods need the Secrets of their registries, whichever key these have', () => {
  const kind = 'Secret'
  const namespace = 'commerce'
  expect(merged(needsOfObjects(objectsIn(pods), 'default'))).toEqual([
    { kind, namespace, name: 'orders-database', keys: ['url'] },
    { kind, namespace, name: 'regcred', keys: [] },
    { kind, namespace, name: 'mirror', keys: [] },
  ])
})
