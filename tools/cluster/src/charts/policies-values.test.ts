import { expect, it } from 'vitest'
import { policiesValues } from './policies-values.ts'

const accepts = (network: string) =>
  policiesValues.partial().safeParse({ otherRegion: [network] }).success

it.each([
  ...['10.64.0.0/16', '192.0.2.7/32', '0.0.0.0/0', 'fd00:64::/48', '::/0', '::1/128'],
  ...['2001:db8:0:1:2:3:4:5/64', '2001:db8::5/127', '1:2:3:4:5:6:7::/112', '1::2:3:4:5:6:7/64'],
])('%s is a network', (network) => {
  expect(accepts(network)).toBe(true)
})

it.each([
  ...['10.64.0.0', '10.64.0.0/33', '10.64.0.0/-1', '10.64.0.0/08', '256.0.0.0/8', '10.64/16'],
  ...['fd00::/129', 'fd00::64::/48', '1:2:3:4:5:6:7/64', '1:2:3:4:5:6:7:8::/64', 'g::/8', '/8'],
])('%s is none', (network) => {
  expect(accepts(network)).toBe(false)
})
