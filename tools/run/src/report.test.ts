import { expect, it } from 'vitest'
import { addressBlock } from './report.ts'

const edge = 'https://127.0.0.1:8443'
const block = (urls: Readonly<Record<string, string | null>>) =>
  addressBlock({ edge, ...urls }, '/home/ca.pem', 9.5, '/home')

it('the block that ends a start has the addresses of what runs', () => {
  const prometheus = 'http://127.0.0.1:9090'
  const alertmanager = 'http://127.0.0.1:9093'
  expect(block({ prometheus, alertmanager })).toMatch(
    /Prometheus API +http:\/\/127\.0\.0\.1:9090\n +Alertmanager API +http:\/\/127\.0\.0\.1:9093\n/,
  )
  const without = block({ prometheus: null, alertmanager: null })
  expect(without).toContain(edge)
  expect(without).not.toMatch(/Prometheus|Alertmanager/)
})
