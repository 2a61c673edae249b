import { type Service, streamOf } from '@stoa/topology'

export const probe = 'probe'
export const probeStream = 'PROBE'
export const probeSubject = 'storage-probe'

export interface Permissions {
  readonly publish: readonly string[]
  readonly subscribe: readonly string[]
}

/**
 * What a service may do at the broker, from service.yaml alone: publish its subjects, keep its own stream and tell
 * whether it stores, keep and read its own durable on each stream that it consumes from, and receive answers and
 * what other publishers tell of their streams. All else is denied.
 */
export function permissionsOf(service: Service, all: readonly Service[]): Permissions {
  return {
    publish: [
      '$JS.API.INFO',
      ...service.publishes,
      ...(service.publishes.length > 0 ? publisherOf(streamOf(service)) : []),
      ...streamsHeardBy(service, all).flatMap((stream) => ownDurable(stream, service.name)),
    ],
    subscribe: [
      `_INBOX_${service.name}.>`,
      ...(service.publishes.length > 0 ? ['storage-state.*'] : []),
    ],
  }
}

/** The runner's probe: a stream of its own to store messages in, and what publishers tell of theirs. */
export const probePermissions: Permissions = {
  publish: ['$JS.API.INFO', probeSubject, ...ownStream(probeStream)],
  subscribe: [`_INBOX_${probe}.>`, 'storage-state.*'],
}

/** The streams that hold what this service consumes. */
export const streamsHeardBy = (service: Service, all: readonly Service[]): string[] =>
  all
    .filter(({ publishes }) => publishes.some((subject) => service.consumes.includes(subject)))
    .map(streamOf)

const publisherOf = (stream: string): string[] => [...ownStream(stream), `storage-state.${stream}`]

function ownStream(stream: string): string[] {
  return ['CREATE', 'UPDATE', 'INFO'].map((verb) => `$JS.API.STREAM.${verb}.${stream}`)
}

const ownDurable = (stream: string, durable: string): string[] => [
  `$JS.API.CONSUMER.CREATE.${stream}.${durable}`,
  `$JS.API.CONSUMER.CREATE.${stream}.${durable}.>`,
  `$JS.API.CONSUMER.DURABLE.CREATE.${stream}.${durable}`,
  `$JS.API.CONSUMER.INFO.${stream}.${durable}`,
  `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`,
  `$JS.ACK.${stream}.${durable}.>`,
]
