import { readTopology } from '@stoa/topology'
import { describe, expect, it } from 'vitest'
import {
  monitorPermissions,
  monitorPermissionsOf,
  permissionsOf,
  streamsConsumedBy,
} from './permissions.ts'

const { services, service } = readTopology()

describe('a service at the broker', () => {
  it('that consumes from two streams gets its subjects, its stream and its durable consumers', () => {
    expect(permissionsOf(service('shipping'), services)).toEqual({
      publish: [
        '$JS.API.INFO',
        'shipping.booked',
        'shipping.rejected',
        'shipping.cancelled',
        'shipping.cancel_refused',
        'shipping.handed_over',
        'shipping.settlement_refused',
        'shipping.left_cancelled',
        'shipping.left_settled',
        'shipping.tracked',
        'shipping.carrier_changed',
        '$JS.API.STREAM.CREATE.SHIPPING',
        '$JS.API.STREAM.UPDATE.SHIPPING',
        '$JS.API.STREAM.INFO.SHIPPING',
        'storage-state.SHIPPING',
        ...['ORDERS', 'PAYMENTS'].flatMap((stream) => [
          `$JS.API.CONSUMER.CREATE.${stream}.shipping`,
          `$JS.API.CONSUMER.CREATE.${stream}.shipping.>`,
          `$JS.API.CONSUMER.DURABLE.CREATE.${stream}.shipping`,
          `$JS.API.CONSUMER.INFO.${stream}.shipping`,
          `$JS.API.CONSUMER.MSG.NEXT.${stream}.shipping`,
          `$JS.ACK.${stream}.shipping.>`,
        ]),
      ],
      subscribe: ['_INBOX_shipping.>', 'storage-state.*'],
    })
  })

  it('that neither publishes nor consumes may only receive answers', () => {
    expect(permissionsOf(service('gateway'), services)).toEqual({
      publish: ['$JS.API.INFO'],
      subscribe: ['_INBOX_gateway.>'],
    })
  })

  it('consumes from each stream that holds a subject of its service.yaml, and no other', () => {
    expect(streamsConsumedBy(service('customers'), services)).toEqual(['ORDERS', 'SHIPPING'])
  })

  it('gets a wildcard below its own durable consumer alone', () => {
    for (const one of services) {
      const wild = permissionsOf(one, services).publish.filter((subject) => /[*>]/.test(subject))
      for (const subject of wild)
        expect(subject).toMatch(
          new RegExp(`^\\$JS\\.(ACK|API\\.CONSUMER\\.CREATE)\\.[A-Z_]+\\.${one.name}\\.>$`),
        )
    }
  })
})

it('the monitor may request three reports of the server and receive the answers', () => {
  expect(monitorPermissions).toEqual({
    publish: [
      '$SYS.REQ.SERVER.PING.HEALTHZ',
      '$SYS.REQ.SERVER.PING.JSZ',
      '$SYS.REQ.SERVER.PING.VARZ',
    ],
    subscribe: ['_INBOX_monitor.>'],
  })
})

it('a service that monitors the broker may do the same, with answers to an inbox of its own', () => {
  expect(monitorPermissionsOf(service('exporter'))).toEqual({
    publish: monitorPermissions.publish,
    subscribe: ['_INBOX_exporter.>'],
  })
})
