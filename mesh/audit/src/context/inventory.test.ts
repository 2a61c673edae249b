import { describe, expect, it } from 'vitest'
import { contextOfScene, correct, type Scene } from '../../test/scene.ts'

const inventoryOf = (scene: Partial<Scene>) =>
  contextOfScene({ name: 'inventory', ...scene }, correct).inventory
const names = (scene: Partial<Scene>) =>
  inventoryOf(scene).workloads.map(({ namespace, name }) => `${namespace}/${name}`)

const policies = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: orders, namespace: shop }
spec:
  selector: { matchLabels: { app: orders } }
  rules:
    - from: [{ source: { principals: [cluster.local/ns/ingress/sa/istio-ingressgateway, cluster.local/ns/shop/sa/web] } }]
      to: [{ operation: { ports: ['9090'] } }]
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: shop, namespace: shop }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [shop.example], tls: { mode: SIMPLE, credentialName: c } }]
`

describe('the inventory', () => {
  it('comes from Deployments and Services: container ports with the protocols of the Service', () => {
    const [web, , ledger] = inventoryOf({}).workloads.toSorted((a, b) =>
      `${b.namespace}${b.name}`.localeCompare(`${a.namespace}${a.name}`),
    )
    expect(web).toMatchObject({
      principal: 'shop.example/ns/shop/sa/web',
      ports: [{ number: 8080, protocol: 'http', servicePorts: [80] }],
      hosts: ['web.shop.svc.cluster.local'],
      replicas: 3,
    })
    expect(ledger?.ports).toMatchObject([{ number: 5432, protocol: 'tcp' }])
  })

  it('comes from service.yaml without Deployments, with the namespace of the policies', () => {
    const services = { orders: { publishes: ['order.placed'] } }
    expect(names({ base: false, with: policies, services })).toEqual([
      'shop/orders',
      'shop/nats',
      'ingress/istio-ingressgateway',
    ])
  })

  it('is inferred from policies without other inputs, and is then marked as unknown', () => {
    const inventory = inventoryOf({ base: false, with: policies })
    expect(inventory.known).toBe(false)
    expect(inventory.workloads).toMatchObject([
      { name: 'orders', ports: [{ number: 9090, protocol: 'tcp' }] },
      { name: 'istio-ingressgateway', namespace: 'ingress', kind: 'gateway' },
    ])
    expect(inventory.externalPrincipals).toEqual(['cluster.local/ns/shop/sa/web'])
  })
})
