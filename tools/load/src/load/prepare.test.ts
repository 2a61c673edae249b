import { expect, it } from 'vitest'
import type { Ask } from '../edge/send.ts'
import { lookRound } from './prepare.ts'

it.each([
  [2, 5],
  [5, 2],
])(
  '%i buyers look round over %i connections: each of both is used',
  async (people, connections) => {
    const asked: Ask[] = []
    let under = 0
    let most = 0
    const ask = async (what: Ask) => {
      asked.push(what)
      under += 1
      most = Math.max(most, under)
      await new Promise((resolve) => setImmediate(resolve))
      under -= 1
      return { status: 200, text: '{}' }
    }
    const buyers = Array.from({ length: people }, (_, at) => ({
      customerId: `${at}`,
      token: `${at}`,
    }))
    await lookRound({ ask, connections }, buyers)
    expect(most).toBe(5)
    expect(new Set(asked.map(({ token }) => token)).size).toBe(people)
  },
)
