import { expect, it } from 'vitest'
import { externalLimits, fleetLimits } from '../carrier-limits.ts'
import { compareRates } from '../use-cases/rates.ts'
import { fedexClient } from './fedex.ts'
import type { Transport } from './transport.ts'
import { upsClient } from './ups.ts'

const answering = (text: string): Transport => ({
  call: async () => ({ status: 200, headers: {}, text }),
})
/** The amount is written into the JSON as it stands, as FedEx does. */
const fedex = (amount: string, currency: string) =>
  fedexClient(
    answering(
      `{"output":{"rateReplyDetails":[{"serviceType":"FEDEX_GROUND","ratedShipmentDetails":[{"totalNetCharge":${amount},"currency":"${currency}"}]}]}}`,
    ),
    'a',
  )
const ups = (MonetaryValue: string, CurrencyCode: string) =>
  upsClient(
    answering(
      JSON.stringify({
        RateResponse: {
          RatedShipment: [
            { Service: { Code: '11' }, TotalCharges: { CurrencyCode, MonetaryValue } },
          ],
        },
      }),
    ),
    'a',
  )
const clients = { fedex, ups } as const

const home = { name: 'Ada', street: '1 Way', city: 'Leeds', postcode: 'LS1 1AA', country: 'GB' }
const consignment = {
  to: {
    ...{ name: 'Ada', company: undefined, streetLines: ['1 Way'], city: 'Leeds' },
    ...{ region: undefined, postcode: 'LS1 1AA', country: 'GB', phone: undefined },
  },
  weightGrams: 500,
}

it.each<['fedex' | 'ups', string, string, number, string]>([
  ['ups', '12.50', 'GBP', 1_250, 'GBP'],
  ['ups', '12', 'GBP', 1_200, 'GBP'],
  ['ups', '1200', 'JPY', 1_200, 'JPY'],
  ['ups', '1200.00', 'JPY', 1_200, 'JPY'],
  ['ups', '5.124', 'KWD', 5_124, 'KWD'],
  ['ups', '5.1', 'KWD', 5_100, 'KWD'],
  ['ups', '1.005', 'GBP', 101, 'GBP'],
  ['ups', '1.0049', 'GBP', 100, 'GBP'],
  ['ups', '8.115', 'EUR', 812, 'EUR'],
  ['ups', '90000000000.00', 'GBP', 9_000_000_000_000, 'GBP'],
  ['fedex', '12.5', 'GBP', 1_250, 'GBP'],
  ['fedex', '0.29', 'USD', 29, 'USD'],
  ['fedex', '1200', 'JPY', 1_200, 'JPY'],
  ['fedex', '5.124', 'KWD', 5_124, 'KWD'],
  ['fedex', '12.5', 'UKL', 1_250, 'GBP'],
  ['fedex', '1200', 'JYE', 1_200, 'JPY'],
  ['fedex', '12.5', 'NMP', 1_250, 'MXN'],
  ['fedex', '12.5', 'NTD', 1_250, 'TWD'],
  ['fedex', '12.5', 'SID', 1_250, 'SGD'],
  ['fedex', '15000', 'WON', 15_000, 'KRW'],
  ['fedex', '12.5', 'SFR', 1_250, 'CHF'],
  ['fedex', '12.5', 'DHS', 1_250, 'AED'],
  ['fedex', '5.124', 'KUD', 5_124, 'KWD'],
  ['fedex', '900', 'CHP', 900, 'CLP'],
  ['fedex', '12.5', 'ARN', 1_250, 'ARS'],
  ['fedex', '12.5', 'CID', 1_250, 'KYD'],
  ['fedex', '12.5', 'ECD', 1_250, 'XCD'],
  ['fedex', '12.5', 'JAD', 1_250, 'JMD'],
  ['fedex', '12.5', 'RDD', 1_250, 'DOP'],
])('%s charges %s %s: %i minor units of %s', async (carrier, amount, code, minor, currency) => {
  expect(await clients[carrier](amount, code).rate(consignment)).toEqual({
    ...{ service: carrier === 'ups' ? '11' : 'FEDEX_GROUND' },
    ...{ amountMinor: minor, currency },
  })
})

it.each<['fedex' | 'ups', string, string]>([
  ['ups', '12.50', 'UKL'],
  ['ups', '12.50', 'XXX'],
  ['ups', '12,50', 'GBP'],
  ['ups', '-1', 'GBP'],
  ['ups', '1e3', 'GBP'],
  ['ups', '', 'GBP'],
  ['ups', '90000000000.01', 'GBP'],
  ['fedex', '12.5', 'QQQ'],
  ['fedex', '1e21', 'GBP'],
  ['fedex', '-1', 'GBP'],
  ['fedex', '"12.5"', 'GBP'],
])('%s charges %s %s: it has no rate, and is estimated', async (carrier, amount, code) => {
  const client = clients[carrier](amount, code)
  expect(await client.rate(consignment)).toBe(undefined)
  const limits = { ...externalLimits, 'own-fleet': fleetLimits(['GB']) }
  const carriers = { fedex: fedex('1', 'GBP'), ups: ups('1', 'GBP'), [carrier]: client }
  const offers = await compareRates({ carriers, limits }, home, 500)
  expect(offers.find((offer) => offer.carrier === carrier)).toMatchObject({
    ...{ estimated: true, currency: 'GBP' },
  })
})
