import { readTopology, type Service } from '@stoa/topology'
import { describe, expect, it } from 'vitest'
import { type Step, stepsOf } from './steps.ts'

const { services } = readTopology()
const outside = { payment: 'card', carrier: 'fedex' }
const own = { payment: 'account', carrier: 'own-fleet' }

const begin = ['edge', 'sidecar of orders', 'POST /v1/orders', 'INSERT orders']
const call = (step: string) => [
  step,
  ...['request', 'sidecar', 'response'].map((part) => `${step}: ${part}`),
]
const hop = (type: string) => [`publish ${type}`, `process ${type}`, `transaction of ${type}`]

/** The messages of the steps, and those that must be among them: from the service.yaml files. */
function faultsIn(steps: readonly Step[], callsOutside: boolean) {
  const names = steps.map(({ name }) => name)
  const types = new Set(
    names.flatMap((name) => /^(?:publish|process|transaction of) (.+)/.exec(name)?.[1] ?? []),
  )
  const orders = services.find(({ name }) => name === 'orders')
  const publishes = ({ publishes }: Service, domain: string) =>
    publishes.filter((type) => type.startsWith(`${domain}.`) && types.has(type))
  const asked = services.filter(({ name }) =>
    orders?.publishes.some((type) => type.startsWith(`${name}.`)),
  )
  const told = services.filter(({ consumes }) => consumes.includes('order.confirmed'))
  return [
    ...[
      ...begin,
      ...[...types].flatMap(hop),
      ...(callsOutside ? ['payment', 'label'].flatMap(call) : []),
    ]
      .filter((name) => !names.includes(name))
      .map((name) => `no step ${name}`),
    ...asked
      .filter(({ name }) => orders && publishes(orders, name).length === 0)
      .map(({ name }) => `nothing is sent to ${name}`),
    ...asked
      .filter((one) => publishes(one, one.name).length === 0)
      .map(({ name }) => `${name} sends no reply`),
    ...told.filter(() => !types.has('order.confirmed')).map(({ name }) => `${name} is not told`),
    ...[...types]
      .filter((type) => !services.some((one) => one.publishes.includes(type)))
      .map((type) => `nothing publishes ${type}`),
  ]
}

describe.each([
  ['paid and shipped outside', outside, true],
  ['paid and shipped by ourselves', own, false],
])('the steps of an order %s', (_, order, callsOutside) => {
  const steps = stepsOf(order)

  it('are those of the services that orders sends requests to, and of their replies', () => {
    expect(faultsIn(steps, callsOutside)).toEqual([])
  })

  it.each(steps)('would be found incomplete without $name', ({ name }) => {
    expect(
      faultsIn(
        steps.filter((one) => one.name !== name),
        callsOutside,
      ),
    ).not.toEqual([])
  })

  const types = steps.flatMap(({ name }) => /^publish (.+)/.exec(name)?.[1] ?? [])
  it.each(types)('would be found incomplete without the message %s', (type) => {
    const rest = steps.filter(({ name }) => !hop(type).includes(name))
    expect(faultsIn(rest, callsOutside)).not.toEqual([])
  })
})
