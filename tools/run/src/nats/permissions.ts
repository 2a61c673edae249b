import { type Service, streamOf } from '@stoa/topology'

export interface Permissions {
  readonly publish: readonly string[]
  readonly subscribe: readonly string[]
}

/**
 * A service's permissions at the broker, derived from service.yaml alone: publish its subjects, manage its own stream,
 * manage and read its own durable consumer on each stream that it consumes from, and receive answers.
 */
export function permissionsOf(service: Service, all: readonly Service[]): Permissions {
  return {
    publish: [
      '$JS.API.INFO',
      ...service.publishes,
      ...(service.publishes.length > 0 ? ownStream(streamOf(service)) : []),
      ...streamsConsumedBy(service, all).flatMap((stream) => ownDurable(stream, service.name)),
    ],
    subscribe: [`_INBOX_${service.name}.>`],
  }
}

/** Begins each subject that the monitor's answers are sent to. */
export const monitorInbox = '_INBOX_monitor'

/** Reports of the server that the monitor may request from the system account, and nothing else. */
export const serverReport = (report: 'HEALTHZ' | 'JSZ' | 'VARZ'): string =>
  `$SYS.REQ.SERVER.PING.${report}`

export const monitorPermissions: Permissions = {
  publish: [serverReport('HEALTHZ'), serverReport('JSZ'), serverReport('VARZ')],
  subscribe: [`${monitorInbox}.>`],
}

/** The streams that hold subjects which this service consumes. */
export const streamsConsumedBy = (service: Service, all: readonly Service[]): string[] =>
  all
    .filter(({ publishes }) => publishes.some((subject) => service.consumes.includes(subject)))
    .map(streamOf)

const ownStream = (stream: string): string[] =>
  ['CREATE', 'UPDATE', 'INFO'].map((verb) => `$JS.API.STREAM.${verb}.${stream}`)

const ownDurable = (stream: string, durable: string): string[] => [
  `$JS.API.CONSUMER.CREATE.${stream}.${durable}`,
  `$JS.API.CONSUMER.CREATE.${stream}.${durable}.>`,
  `$JS.API.CONSUMER.DURABLE.CREATE.${stream}.${durable}`,
  `$JS.API.CONSUMER.INFO.${stream}.${durable}`,
  `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`,
  `$JS.ACK.${stream}.${durable}.>`,
]
