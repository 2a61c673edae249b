import { type CarrierLimits, everywhereBut } from '@stoa/contracts'
import type { ExternalCarrier } from './parcel.ts'
import { shipper } from './shipper.ts'

/** Countries under embargo, those whose service is suspended, and land where nobody lives. */
const unserved = 'AQ BV BY CU GS HM IO IR KP RU SY TF UM'.split(' ')

/** FedEx's "postal aware" countries. */
const fedexPostcodes =
  'AU AT BE BR CA CL CN CO CZ DK EE EC FI FR DE GR HU IN ID IT JP KR LV LT LU MY MX NL NO PH PL PT PR RO SA SG SK SI ZA ES SE CH TH TR GB US'

/** FedEx's "Currency Codes", as far as ISO 4217 still has them. */
const fedexCurrencies =
  'AED ARS AUD AWG BBD BHD BMD BND BRL BSD CAD CHF CLP CNY COP CRC CZK DKK DOP EGP EUR GBP GTQ HKD HUF IDR ILS INR JMD JPY KES KRW KWD KYD KZT LYD MOP MUR MXN MYR MZN NOK NZD PAB PHP PKR PLN RON RUB SAR SBD SEK SGD THB TOP TRY TTD TWD UGX USD UYU VND WST XCD ZAR'

/**
 * By FedEx's Ship API and UPS's Shipping API; a phone is for customs, and for the driver abroad. Sizes by FedEx's limits for
 * International Priority (274 cm; 330 cm in length and girth) and UPS's for packages outside the US (274 cm; 400 cm).
 */
export const externalLimits: Readonly<Record<ExternalCarrier, CarrierLimits>> = {
  fedex: {
    carrier: 'fedex',
    countries: everywhereBut(...unserved),
    streetLines: 3,
    streetLength: 35,
    nameLength: 70,
    companyLength: 35,
    cityLength: 35,
    postcodeLength: 10,
    regionLength: 2,
    postcodeRequiredIn: fedexPostcodes.split(' '),
    regionRequiredIn: ['US', 'CA', 'PR'],
    phone: {
      minDigits: 10,
      maxDigits: 15,
      optionalIn: [shipper.country],
      exactIn: [{ countries: ['US', 'CA'], digits: 10, callingCode: '1' }],
    },
    maxWeightGrams: 68_000,
    maxLengthMm: 2_740,
    maxLengthPlusGirthMm: 3_300,
    customs: { currencies: fedexCurrencies.split(' '), noneIn: [shipper.country] },
  },
  ups: {
    carrier: 'ups',
    countries: everywhereBut(...unserved),
    streetLines: 3,
    streetLength: 35,
    nameLength: 35,
    companyLength: 35,
    cityLength: 30,
    postcodeLength: 9,
    regionLength: 5,
    compactPostcodeIn: ['US', 'PR', 'CA'],
    postcodeRequiredIn: ['US', 'PR', 'CA'],
    /** Ireland's are its counties. */
    regionRequiredIn: ['US', 'CA', 'VN', 'IE'],
    phone: { minDigits: 1, maxDigits: 15, optionalIn: [shipper.country] },
    maxWeightGrams: 70_000,
    maxLengthMm: 2_740,
    maxLengthPlusGirthMm: 4_000,
    customs: { maxDecimals: 2, noneIn: [shipper.country] },
  },
}

/** Own labels have room for every address that a request may have; a delivery may take several vans, and a piece has to fit in one. */
export const fleetLimits = (countries: readonly string[]): CarrierLimits => ({
  carrier: 'own-fleet',
  countries: [...countries],
  streetLines: 10,
  streetLength: 200,
  nameLength: 100,
  companyLength: 100,
  cityLength: 210,
  postcodeLength: 20,
  regionLength: 0,
  postcodeRequiredIn: [],
  regionRequiredIn: [],
  maxLengthMm: 2_500,
})
