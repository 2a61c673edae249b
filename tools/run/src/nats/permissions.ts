import { type Service, streamOf } from '@stoa/topology'

export const probe = 'probe'
export const probeStream = 'PROBE'
export const probeSubject = 'storage-probe'

export interface Permissions {
  readonly publish: readonly string[]
  readonly subscribe: readonly string[]
}

/**
 * A service's permissions at the broker, derived from service.yaml alone: publish its subjects, manage its own stream
 * and announce whether it stores messages, manage and read its own durable consumer on each stream that it consumes
 * from, and receive answers and other publishers' announcements.
 */
export function permissionsOf(service: Service, all: readonly Service[]): Permissions {
  return {
    publish: [
      '$JS.API.INFO',
      ...service.publishes,
      ...(service.publishes.length > 0 ? publisherOf(streamOf(service)) : []),
      ...streamsConsumedBy(service, all).flatMap((stream) => ownDurable(stream, service.name)),
    ],
    subscribe: [
      `_INBOX_${service.name}.>`,
      ...(service.publishes.length > 0 ? ['storage-state.*'] : []),
    ],
  }
}

/** The storage probe's permissions: store messages in a stream of its own and receive publishers' announcements. */
export const probePermissions: Permissions = {
  publish: ['$JS.API.INFO', probeSubject, ...ownStream(probeStream)],
  subscribe: [`_INBOX_${probe}.>`, 'storage-state.*'],
}

/** Begins each subject that a user's answers are sent to. */
export const inboxOf = (user: string): string => `_INBOX_${user}`

export const monitorInbox = inboxOf('monitor')

/** A report of the server that a monitor requests from the system account. */
export const serverReport = (report: 'HEALTHZ' | 'JSZ' | 'VARZ'): string =>
  `$SYS.REQ.SERVER.PING.${report}`

/** A user of the system account may request three reports of the server, and nothing else. */
const reportsTo = (inbox: string): Permissions => ({
  publish: [serverReport('HEALTHZ'), serverReport('JSZ'), serverReport('VARZ')],
  subscribe: [`${inbox}.>`],
})

export const monitorPermissions = reportsTo(monitorInbox)

/** Of a service that monitors the broker. */
export const monitorPermissionsOf = ({ name }: Service): Permissions => reportsTo(inboxOf(name))

/** The streams that hold subjects which this service consumes. */
export const streamsConsumedBy = (service: Service, all: readonly Service[]): string[] =>
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
