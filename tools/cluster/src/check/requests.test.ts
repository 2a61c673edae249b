import type { EdgeRequest } from '@stoa/load'
import { expect, it } from 'vitest'
import { expectedAnswers, sendAll } from './requests.ts'

const all = expectedAnswers('o-1', 'c-1')

/** An edge that answers as expected, but for one request. */
function edgeThat(wrong?: { index: number; status: number }) {
  const sent: EdgeRequest[] = []
  return {
    sent,
    token: async (...words: string[]) => words.join(' '),
    request: async (request: EdgeRequest) => {
      const index = sent.push(request) - 1
      const status = wrong?.index === index ? wrong.status : (all[index]?.expected ?? 0)
      return { status, text: '' }
    },
  }
}

it('each request is sent as its sender: without a token, with one, or with a forged one', async () => {
  const edge = edgeThat()
  const answers = await sendAll(edge, all)
  expect(answers.every(({ ok }) => ok)).toBe(true)
  const tokens = edge.sent.map(({ token }) => token)
  expect(tokens.slice(0, 2)).toEqual([undefined, undefined])
  expect(tokens[2]).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
  expect(tokens.slice(3, 5)).toEqual(['c-1 customer', 'somebody-else customer'])
})

it('most of them are refusals, each of another kind', () => {
  const refused = new Set(all.map(({ expected }) => expected).filter((status) => status >= 400))
  expect([...refused].sort()).toEqual([401, 403, 404, 405, 422])
})

it.each(all.map(({ title }, index) => ({ title, index })))(
  'another answer is found: $title',
  async ({ title, index }) => {
    const answers = await sendAll(edgeThat({ index, status: 418 }), all)
    expect(answers.filter(({ ok }) => !ok)).toEqual([
      { request: title, expected: all[index]?.expected, received: 418, ok: false },
    ])
  },
)
