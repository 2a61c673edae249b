import { CannotRun } from '@stoa/topology'
import { expect, it } from 'vitest'
import { refuseStrangers } from './strangers.ts'

const deployment = (name: string, metadata: object = {}) => ({
  ...{ apiVersion: 'apps/v1', kind: 'Deployment' },
  metadata: { name, namespace: 'commerce', ...metadata },
})
const released = deployment('payments', { annotations: { 'meta.helm.sh/release-name': 'stoa' } })
const rendered = deployment('orders', { labels: { 'app.kubernetes.io/managed-by': 'Helm' } })

it('workloads of releases and stand-ins are in no chart’s way', () => {
  refuseStrangers([released, deployment('nats')], [deployment('nats')])
})

it('workloads of a render, or of the laptop, are refused with what to do', () => {
  expect(() => refuseStrangers([released, rendered, deployment('nats')], [])).toThrow(
    new CannotRun(
      'the lab holds workloads that no chart installed: Deployment commerce/orders and 1 more; begin with an empty one: npx stoa lab down, then npx stoa lab up',
    ),
  )
})
