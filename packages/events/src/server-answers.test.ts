import { expect, it } from 'vitest'
import { collectAnswers } from './server-answers.ts'

const data = { status: 'ok' }
const refused = (name: string) => ({
  server: { name },
  error: { code: 500, description: 'timeout' },
})
const answered = (name: string) => ({ server: { name }, data })
const never = () => false

async function* repliesOf(...answers: readonly object[]) {
  for (const answer of answers) yield { json: <Shape>() => answer as Shape }
}

it('the error of one server hides no other server', async () => {
  const replies = repliesOf(answered('nats-0'), refused('nats-1'), answered('nats-2'))
  expect(await collectAnswers(replies, never)).toEqual({
    answers: [
      { server: 'nats-0', data },
      { server: 'nats-2', data },
    ],
    refusals: ['nats-1: timeout'],
  })
})

it('an error is no answer that others are compared with', async () => {
  const seen: number[] = []
  const isAll = (answers: readonly object[]) => seen.push(answers.length) === 2
  const replies = repliesOf(refused('nats-0'), answered('nats-1'), answered('nats-2'), {})
  expect((await collectAnswers(replies, isAll)).answers).toHaveLength(2)
  expect(seen).toEqual([1, 2])
})

it('where every server refuses, each is named with its error', async () => {
  const replies = repliesOf(refused('nats-0'), { server: { name: 'nats-1' } })
  expect(await collectAnswers(replies, never)).toEqual({
    answers: [],
    refusals: ['nats-0: timeout', 'nats-1: no data'],
  })
})
