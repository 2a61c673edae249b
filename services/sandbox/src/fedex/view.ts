import { randomUUID } from 'node:crypto'
import { type CarrierErrors, json } from '../carriers/call.ts'
import type { Move, Parcel } from '../carriers/parcels.ts'

const codes: Readonly<Record<Parcel['status'], readonly [string, string]>> = {
  booked: ['OC', 'Shipment information sent to FedEx'],
  void: ['CA', 'Shipment cancelled by sender'],
  in_transit: ['IT', 'In transit'],
  out_for_delivery: ['OD', 'On FedEx vehicle for delivery'],
  delivered: ['DL', 'Delivered'],
  exception: ['DE', 'Delivery exception'],
}

const failure = (status: number, code: string, message: string) =>
  json(status, { transactionId: randomUUID(), errors: [{ code, message }] })

export const fedexErrors: CarrierErrors & {
  refused(): ReturnType<typeof json>
  failure: typeof failure
} = {
  failure,
  down: () =>
    failure(
      503,
      'SERVICE.UNAVAILABLE.ERROR',
      'The service is currently unavailable and we are working to resolve the issue.',
    ),
  internal: () =>
    failure(
      500,
      'INTERNAL.SERVER.ERROR',
      'We encountered an unexpected error and are working to resolve the issue.',
    ),
  keyInUse: () => failure(409, 'TRANSACTION.INPROGRESS', 'The transaction is in progress.'),
  keyOfAnother: () => failure(400, 'TRANSACTION.MISMATCH', 'The transaction was another.'),
  unauthorised: () =>
    failure(
      401,
      'NOT.AUTHORIZED.ERROR',
      'Access token expired. Please modify your request and try again.',
    ),
  badRequest: (field, message) => failure(400, 'INVALID.INPUT.EXCEPTION', `${field}: ${message}`),
  refused: () =>
    failure(
      400,
      'RECIPIENTS.POSTALCODE.INVALID',
      'The recipient postal code is invalid or not serviced.',
    ),
}

const viewScan = (status: Move, at: string) => {
  const [derivedStatusCode, eventDescription] = codes[status]
  return { date: at, eventType: derivedStatusCode, derivedStatusCode, eventDescription }
}

/** One element of `completeTrackResults`. */
export const viewTracking = (parcel: Parcel) => {
  const [code, description] = codes[parcel.status]
  return {
    trackingNumber: parcel.trackingNumber,
    trackResults: [
      {
        trackingNumberInfo: { trackingNumber: parcel.trackingNumber, carrierCode: 'FDXE' },
        additionalTrackingInfo: {
          packageIdentifiers: [{ type: 'CUSTOMER_REFERENCE', values: [parcel.reference] }],
        },
        latestStatusDetail: { code, derivedCode: code, statusByLocale: description, description },
        scanEvents: parcel.scans.map(({ status, at }) => viewScan(status, at)).reverse(),
      },
    ],
  }
}

export const viewNotFound = (trackingNumber: string) => ({
  trackingNumber,
  trackResults: [
    {
      trackingNumberInfo: { trackingNumber },
      error: {
        code: 'TRACKING.TRACKINGNUMBER.NOTFOUND',
        message:
          'Tracking number cannot be found. Please correct the tracking number and try again.',
      },
    },
  ],
})

export const viewShipment = (parcel: Parcel, customerTransactionId: string | undefined) => ({
  transactionId: randomUUID(),
  ...(customerTransactionId && { customerTransactionId }),
  output: {
    transactionShipments: [
      {
        masterTrackingNumber: parcel.trackingNumber,
        serviceType: parcel.service,
        pieceResponses: [
          {
            trackingNumber: parcel.trackingNumber,
            customerReferences: [
              { customerReferenceType: 'CUSTOMER_REFERENCE', value: parcel.reference },
            ],
          },
        ],
      },
    ],
  },
})

export const viewRates = (priceMinor: number) => ({
  transactionId: randomUUID(),
  output: {
    rateReplyDetails: [
      {
        serviceType: 'FEDEX_INTERNATIONAL_PRIORITY',
        serviceName: 'FedEx International Priority',
        ratedShipmentDetails: [
          { rateType: 'ACCOUNT', totalNetCharge: priceMinor / 100, currency: 'GBP' },
        ],
      },
    ],
  },
})
