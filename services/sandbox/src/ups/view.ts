import { type CarrierErrors, json } from '../carriers/call.ts'
import type { Parcel, Scan } from '../carriers/parcels.ts'

const codes: Readonly<Record<Parcel['status'], readonly [string, string, string]>> = {
  booked: ['M', 'MP', 'Shipper created a label, UPS has not received the package yet.'],
  void: ['MV', 'VP', 'Shipment voided'],
  in_transit: ['I', 'DP', 'Departed from Facility'],
  out_for_delivery: ['I', 'OT', 'Out For Delivery Today'],
  delivered: ['D', 'FS', 'DELIVERED'],
  exception: ['X', '48', 'The delivery was attempted and not made'],
}

const failure = (status: number, code: string, message: string) =>
  json(status, { response: { errors: [{ code, message }] } })

export const upsErrors: CarrierErrors & {
  refused(): ReturnType<typeof json>
  failure: typeof failure
} = {
  failure,
  down: () => failure(503, '10500', 'The server is currently unavailable.'),
  internal: () => failure(500, '10001', 'The server encountered an unexpected condition.'),
  keyInUse: () => failure(409, '10409', 'The transaction is in progress.'),
  keyOfAnother: () => failure(400, '10400', 'The transaction was another.'),
  unauthorised: () => failure(401, '250002', 'Invalid Authentication Information.'),
  badRequest: (field, message) => failure(400, '9500', `${field}: ${message}`),
  refused: () => failure(400, '120802', 'Address Validation Error on ShipTo address'),
}

const stampOf = (at: string) => ({
  date: at.slice(0, 10).replaceAll('-', ''),
  time: at.slice(11, 19).replaceAll(':', ''),
})

const viewActivity = ({ status, at }: Scan) => {
  const [type, code, description] = codes[status]
  return { status: { type, code, description }, ...stampOf(at) }
}

export const viewTracking = (inquiryNumber: string, parcels: readonly Parcel[]) => ({
  trackResponse: {
    shipment: parcels.map((parcel) => {
      const [, code, description] = codes[parcel.status]
      return {
        inquiryNumber,
        package: [
          {
            trackingNumber: parcel.trackingNumber,
            referenceNumber: [{ type: 'SHIPMENT', number: parcel.reference }],
            currentStatus: { code, description, simplifiedTextDescription: description },
            activity: parcel.scans.map(viewActivity).reverse(),
          },
        ],
      }
    }),
  },
})

/** A Track Alert. */
export const viewAlert = (parcel: Parcel) => {
  const scan = parcel.scans.at(-1)
  const { date, time } = stampOf(scan?.at ?? '')
  const [type, code, description] = codes[parcel.status]
  return {
    trackingNumber: parcel.trackingNumber,
    localActivityDate: date,
    localActivityTime: time,
    gmtActivityDate: date,
    gmtActivityTime: time,
    activityStatus: { type, code, description },
  }
}

const success = { ResponseStatus: { Code: '1', Description: 'Success' } }

const charges = (priceMinor: number) => ({
  CurrencyCode: 'GBP',
  MonetaryValue: (priceMinor / 100).toFixed(2),
})

export const viewRates = (priceMinor: number) => ({
  RateResponse: {
    Response: success,
    RatedShipment: [{ Service: { Code: '11' }, TotalCharges: charges(priceMinor) }],
  },
})

export const viewShipment = (parcel: Parcel, priceMinor: number) => ({
  ShipmentResponse: {
    Response: success,
    ShipmentResults: {
      ShipmentCharges: { TotalCharges: charges(priceMinor) },
      ShipmentIdentificationNumber: parcel.trackingNumber,
      PackageResults: [{ TrackingNumber: parcel.trackingNumber }],
    },
  },
})

export const viewVoid = () => ({
  VoidShipmentResponse: {
    Response: success,
    SummaryResult: { Status: { Code: '1', Description: 'Voided' } },
  },
})
