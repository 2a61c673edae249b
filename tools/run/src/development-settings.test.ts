import { readTopology } from '@stoa/topology'
import { expect, it } from 'vitest'
import { developmentSettings } from './development-settings.ts'

const secrets = { of: (purpose: string) => Buffer.from(purpose), password: () => '' }
const { service } = readTopology()
const settingsOf = (name: string) => developmentSettings(service(name), secrets)

it('a service has the addresses of its providers and its secrets, and the sandbox has the same secrets', () => {
  const payments = settingsOf('payments')
  expect(payments.STRIPE_URL).toBe('http://sandbox:4090/stripe')
  expect(Object.keys(payments)).toContain('STRIPE_API_KEY')
  expect(Object.keys(payments)).not.toContain('UPS_URL')
  const sandbox = settingsOf('sandbox')
  for (const name of service('sandbox').secrets ?? [])
    expect(sandbox[name]).toBe({ ...payments, ...settingsOf('shipping') }[name])
  expect(Object.keys(sandbox)).not.toContain('STRIPE_URL')
})

it('a service without providers has neither', () => {
  expect(settingsOf('gateway')).toEqual({})
})

it('a provider that the sandbox does not stand for has an address there of its own', () => {
  const providers = { BANK_URL: 'api.bank.example', STRIPE_URL: 'api.stripe.com' }
  expect(developmentSettings({ ...service('gateway'), providers }, secrets)).toEqual({
    BANK_URL: 'http://sandbox:4090/no-provider/BANK_URL',
    STRIPE_URL: 'http://sandbox:4090/stripe',
  })
})
