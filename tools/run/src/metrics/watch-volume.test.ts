import { expect, it } from 'vitest'
import { volumeProblem } from './watch-volume.ts'

it.each([
  ['has room', 1_000_000, null],
  ['is nearly full', 1_000, 'has 3 MiB left on its volume and may lose samples'],
])('a volume that %s', async (_, bavail, problem) => {
  expect(await volumeProblem('/data', async () => ({ bavail, bsize: 4096 }))).toBe(problem)
})
