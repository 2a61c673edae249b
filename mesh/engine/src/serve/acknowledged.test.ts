import { expect, test } from 'vitest'
import { acknowledged } from './acknowledged.ts'
import { createBulletin } from './bulletin.ts'

const cluster = (limit: number) => ({ '@type': 'cluster', name: 'a', limit })
const question = { node: 'orders', type: 'cluster', names: [] }

function told() {
  const bulletin = createBulletin()
  bulletin.post('orders', 'policies', [cluster(1)])
  const envoys = acknowledged(bulletin)
  const version = () => String(bulletin.read(question)?.version)
  return { bulletin, envoys, version }
}

test('nobody asks: there is nobody to wait for', async () => {
  expect(await told().envoys.settled(0)).toBe(true)
})

test('it settles when the last Envoy says with its question that it has the news', async () => {
  const { bulletin, envoys, version } = told()
  envoys.asked(question, version())
  bulletin.post('orders', 'policies', [cluster(2)])
  const settled = envoys.settled(60_000)
  envoys.asked({ ...question, node: 'other' }, '')
  envoys.asked(question, version())
  expect(await settled).toBe(true)
})

test('an Envoy that does not take the news is waited for in vain', async () => {
  const { bulletin, envoys, version } = told()
  envoys.asked(question, version())
  bulletin.post('orders', 'policies', [cluster(2)])
  expect(await envoys.settled(1)).toBe(false)
})

test('an Envoy that has gone is not waited for', async () => {
  const { bulletin, envoys } = told()
  envoys.asked(question, '')
  bulletin.post('orders', 'policies', [cluster(2)])
  const settled = envoys.settled(60_000)
  envoys.gone(question)
  expect(await settled).toBe(true)
})
