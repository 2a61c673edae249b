import type { Edge } from '../edge/edge.ts'
import { requestJson } from '../edge/request-json.ts'
import { printLine } from '../options.ts'

interface Label {
  readonly orderId: string
  readonly carrier: string
  readonly trackingNumber: string
}
interface ReadyParcel extends Label {
  readonly bookedAt: string
}
interface LeftParcel extends Label {
  readonly reason: string
  readonly leftAt: string
}
interface AbandonedLabel extends Label {
  readonly leftAs: string | null
  readonly state: string
  readonly abandonedAt: string
}

const labelOf = ({ orderId, carrier, trackingNumber }: Label) =>
  `${orderId}  ${carrier} ${trackingNumber}`

interface ListRequest {
  readonly token: string
  readonly json: boolean
}

const listOf =
  <Answer>(name: string, empty: string, linesOf: (answer: Answer) => readonly string[]) =>
  async (edge: Pick<Edge, 'request'>, { token, json }: ListRequest): Promise<number> => {
    const path = `/v1/parcels/${name}?limit=500`
    const answer = await requestJson<Answer>(edge, { method: 'GET', path, token })
    printLine(json ? JSON.stringify(answer) : linesOf(answer).join('\n') || empty)
    return 0
  }

/** Prints each list. */
const lists = {
  'left-cancelled': listOf<{ parcels: readonly LeftParcel[] }>(
    'left-cancelled',
    'no cancelled parcel has left',
    ({ parcels }) =>
      parcels.map((one) => `${labelOf(one)}, left at ${one.leftAt}; cancelled: ${one.reason}`),
  ),
  ready: listOf<{ parcels: readonly ReadyParcel[] }>(
    'ready',
    'no parcel waits to be handed over',
    ({ parcels }) => parcels.map((one) => `${labelOf(one)}, booked at ${one.bookedAt}`),
  ),
  'abandoned-labels': listOf<{ labels: readonly AbandonedLabel[] }>(
    'abandoned-labels',
    'no label was abandoned',
    ({ labels }) =>
      labels.map(
        (one) =>
          `${labelOf(one)}, ${one.state}; left as ${one.leftAs ?? 'unknown'}, declared at ${one.abandonedAt}`,
      ),
  ),
}

export const printerOf = (name: string) =>
  Object.hasOwn(lists, name) ? lists[name as keyof typeof lists] : undefined
