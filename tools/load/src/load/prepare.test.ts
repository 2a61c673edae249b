import { expect, it } from 'vitest'
import type { EdgeRequest } from '../edge/send.ts'
import { openConnections } from './prepare.ts'

it.each([
  [2, 5],
  [5, 2],
])(
  '%i buyers over %i connections: every buyer and connection is used',
  async (count, connections) => {
    const sent: EdgeRequest[] = []
    let inFlight = 0
    let mostInFlight = 0
    const request = async (toSend: EdgeRequest) => {
      sent.push(toSend)
      inFlight += 1
      mostInFlight = Math.max(mostInFlight, inFlight)
      await new Promise((resolve) => setImmediate(resolve))
      inFlight -= 1
      return { status: 200, text: '{}' }
    }
    const buyers = Array.from({ length: count }, (_, index) => ({
      customerId: `${index}`,
      token: `${index}`,
    }))
    await openConnections({ request, connections }, buyers)
    expect(mostInFlight).toBe(5)
    expect(new Set(sent.map(({ token }) => token)).size).toBe(count)
  },
)
