import { loadConfig } from '@stoa/service'
import { expect, it } from 'vitest'
import { config } from './config.ts'

const settings = {
  ...{ LISTEN: '127.0.0.1:0', DATABASE_URL: 'x', NATS_URL: 'x', NATS_NKEY_SEED: 'x' },
  ...{ FEDEX_URL: 'http://fedex', FEDEX_ACCOUNT: '1', UPS_URL: 'http://ups', UPS_ACCOUNT: '1' },
  ...{ FEDEX_CLIENT_ID: 'secret-1', FEDEX_CLIENT_SECRET: 'secret-2' },
  ...{ FEDEX_WEBHOOK_SECRET: 'secret-3', UPS_CLIENT_ID: 'secret-4' },
  ...{ UPS_CLIENT_SECRET: 'secret-5', UPS_WEBHOOK_SECRET: 'secret-6' },
}
const fleetCountries = (value?: string) =>
  loadConfig(config, { ...settings, FLEET_COUNTRIES: value }).FLEET_COUNTRIES

it('the own fleet delivers at home unless a setting says where', () => {
  expect(fleetCountries()).toEqual(['GB'])
  expect(fleetCountries('GB, IE')).toEqual(['GB', 'IE'])
})

it('a country of the own fleet is a code of ISO 3166-1', () => {
  expect(() => fleetCountries('UK')).toThrow('FLEET_COUNTRIES')
  expect(() => fleetCountries('GB,')).toThrow('FLEET_COUNTRIES')
})
