import { expect, it } from 'vitest'
import { shipBody as fedexBody } from '../fedex/bodies.ts'
import { shipBody as upsBody } from '../ups/bodies.ts'

const parcel = { weight: { units: 'KG', value: 1 } }
const toFedex = (phoneNumber: string, countryCode: string) => {
  const address = { streetLines: ['1 Way'], countryCode }
  return fedexBody.safeParse({
    ...{ accountNumber: { value: '1' }, labelResponseOptions: 'URL_ONLY' },
    requestedShipment: {
      shipper: {
        contact: { personName: 'Stoa', phoneNumber: '02079460018' },
        address: { countryCode: 'GB' },
      },
      recipients: [{ contact: { personName: 'Ada', phoneNumber }, address }],
      ...{ serviceType: 'A', packagingType: 'B', pickupType: 'C' },
      shippingChargesPayment: { paymentType: 'SENDER' },
      requestedPackageLineItems: [parcel],
    },
  })
}
const toUps = (address: object) =>
  upsBody.safeParse({
    ShipmentRequest: {
      Shipment: {
        Shipper: { Name: 'Stoa', ShipperNumber: '1', Address: { CountryCode: 'GB' } },
        ShipTo: { Name: 'Ada', Address: address },
        Service: { Code: '11' },
        Package: [{ PackageWeight: { UnitOfMeasurement: { Code: 'KGS' }, Weight: '1' } }],
      },
    },
  })

it.each([
  ['5125550100', 'US', true],
  ['15125550100', 'CA', true],
  ['25125550100', 'US', false],
  ['442079460018', 'CA', false],
  ['442079460018', 'JP', true],
])('FedEx takes the phone %s in %s: %s', (phone, country, takes) => {
  expect(toFedex(phone, country).success).toBe(takes)
})

it.each([
  [{ CountryCode: 'IE' }, false],
  [{ CountryCode: 'IE', StateProvinceCode: 'D' }, true],
  [{ CountryCode: 'US', StateProvinceCode: 'TX', PostalCode: '78701' }, true],
  [{ CountryCode: 'US', StateProvinceCode: 'TX', PostalCode: '787011234' }, true],
  [{ CountryCode: 'US', StateProvinceCode: 'TX', PostalCode: '7870-1' }, false],
  [{ CountryCode: 'US', PostalCode: '78701' }, false],
  [{ CountryCode: 'CA', StateProvinceCode: 'ON', PostalCode: 'M5V2T6' }, true],
  [{ CountryCode: 'CA', StateProvinceCode: 'ON', PostalCode: 'M5V 2T6' }, false],
  [{ CountryCode: 'FR', PostalCode: '75001' }, true],
])('UPS takes %j: %s', (address, takes) => {
  expect(toUps(address).success).toBe(takes)
})
