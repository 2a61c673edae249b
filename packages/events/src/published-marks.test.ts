import { createLog } from '@stoa/service'
import { expect, it } from 'vitest'
import { collectMarks, type Mark } from './published-marks.ts'

const marks = (...seqs: number[]): Mark[] => seqs.map((seq) => ({ id: `row-${seq}`, seq }))

it('acknowledgements are written once for each epoch of the stream; a failed write keeps no other', async () => {
  const written: [number, number[]][] = []
  const settled: number[] = []
  const { add, flush } = collectMarks({
    write: async (batch, epoch) => {
      if (epoch === 1) throw new Error('away')
      written.push([epoch, batch.map(({ seq }) => seq)])
    },
    settled: (batch) => settled.push(...batch.map(({ seq }) => seq)),
    log: createLog('test', 'silent'),
  })
  add(marks(1, 2), 1)
  add(marks(3), 2)
  add([], 3)
  add(marks(4), 2)
  await flush()
  expect(written).toEqual([[2, [3, 4]]])
  expect(settled).toEqual([1, 2, 3, 4])
})
