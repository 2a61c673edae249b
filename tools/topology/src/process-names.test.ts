import { expect, it } from 'vitest'
import { isProcessName } from './process-names.ts'
import { readTopology } from './topology.ts'

const topology = readTopology()

it.each([
  'orders',
  'orders-2',
  'orders-sidecar',
  'orders-2-sidecar',
  'nats-sidecar',
  'edge',
  'postgres',
])('%s is the name of a process', (name) => expect(isProcessName(name, topology)).toBe(true))

it.each(['order', 'natz', 'postgres-sidecar', 'orders-1', 'sidecar', ''])('%j is none', (name) =>
  expect(isProcessName(name, topology)).toBe(false),
)
