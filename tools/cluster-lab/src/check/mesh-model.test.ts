import { expect, it } from 'vitest'
import { objectsOf } from '../render/read-objects.ts'
import { modelOf } from './mesh-model.ts'

const render = `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: 'pathNormalization: { normalization: MERGE_SLASHES }' }
---
apiVersion: v1
kind: Service
metadata: { name: orders, namespace: commerce }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: orders, namespace: commerce }
spec: {}
`

it('the compiler reads the mesh of a render: its Istio resources and MeshConfig among other objects', () => {
  const model = modelOf(objectsOf(render, 'render.yaml'))
  expect(model.AuthorizationPolicy.map(({ name }) => name)).toEqual(['orders'])
  expect(model.settings.pathNormalization).toBe('MERGE_SLASHES')
})

it('a resource that the compiler refuses is named', () => {
  const wrong = render.replace('spec: {}', 'spec: { action: DENYY }')
  expect(() => modelOf(objectsOf(wrong, 'render.yaml'))).toThrow(
    'AuthorizationPolicy commerce/orders',
  )
})
