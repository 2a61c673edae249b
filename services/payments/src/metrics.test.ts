import { exposition } from '@stoa/service'
import { expect, it } from 'vitest'
import { countEvent } from './metrics.ts'

const counted = async (type: string, provider: string) => {
  const series = `payments_answers_total{type="${type}",provider="${provider}"} `
  const line = (await exposition()).body.split('\n').find((one) => one.startsWith(series))
  return Number(line?.slice(series.length).split(' ')[0])
}

it('a provider’s declined payments are counted beside its authorised ones, from 0 on', async () => {
  expect([await counted('authorised', 'stripe'), await counted('declined', 'stripe')]).toEqual([
    0, 0,
  ])
  countEvent({ type: 'authorised', provider: 'stripe' }, 'stripe')
  countEvent({ type: 'declined', reason: 'lost_card' }, 'stripe')
  expect([await counted('authorised', 'stripe'), await counted('declined', 'stripe')]).toEqual([
    1, 1,
  ])
})

it('what no provider was asked is counted without one', async () => {
  countEvent({ type: 'declined', reason: 'amount_not_supported' }, null)
  countEvent({ type: 'captured' }, 'stripe')
  expect(await counted('declined', '')).toBe(1)
  expect(await counted('captured', '')).toBe(1)
})
