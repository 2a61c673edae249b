import { expect, it } from 'vitest'
import type { EdgeRequest } from '../edge/send.ts'
import { sendEntries } from './send.ts'

const entries = Array.from({ length: 450 }, (_, index) => ({
  line: index + 2,
  entry: {
    ...{ entryReference: `B-${index}`, bookedOn: '2026-06-01', amountMinor: 1 },
    ...{ currency: 'GBP', remittance: 'ann' },
  },
}))
const countOf = ({ body }: EdgeRequest): number => JSON.parse(String(body)).entries.length

it('sends the entries in batches and adds up the answers', async () => {
  const sizes: number[] = []
  const edge = {
    request: async (request: EdgeRequest) => {
      sizes.push(countOf(request))
      const text = JSON.stringify({ booked: 1, repeated: 2, unmatched: [{ entryReference: 'x' }] })
      return { status: 200, text }
    },
  }
  const { unmatched, ...counts } = await sendEntries(edge as never, 'token', entries)
  expect(sizes).toEqual([200, 200, 50])
  expect(counts).toEqual({ booked: 3, repeated: 6 })
  expect(unmatched).toHaveLength(3)
})

it('an error of the server names the line of the file, and what was recorded before', async () => {
  const edge = {
    request: async (request: EdgeRequest) =>
      countOf(request) === 200
        ? { status: 200, text: JSON.stringify({ booked: 200, repeated: 0, unmatched: [] }) }
        : { status: 422, text: '{"errors":[{"field":"/entries/37/bookedOn"}]}' },
  }
  await expect(sendEntries(edge as never, 'token', entries)).rejects.toThrow(
    /422 .*"line 439\/bookedOn".*\n400 of 450 entries were recorded; send the file again/,
  )
})
