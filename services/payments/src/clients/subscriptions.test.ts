import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { paypalSubscription } from './paypal-webhook.ts'
import { stripeSubscription } from './stripe-webhook.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const [, section = ''] = readme.split('**Event types to subscribe to**')

const listedFor = (provider: string): string[] => {
  const row = section.split('\n').find((line) => line.startsWith(`| ${provider} `)) ?? ''
  return [...row.matchAll(/`([^`]+)`/g)].map(([, type = '']) => type)
}

it.each([
  ['Stripe', stripeSubscription],
  ['PayPal', paypalSubscription],
])('the README lists the event types of %s that payments reads', (provider, types) => {
  expect(listedFor(provider).toSorted()).toEqual(types.toSorted())
})
