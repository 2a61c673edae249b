import { expect, it } from 'vitest'
import config from '../../../vitest.config.ts'

it('projects that run beside each other have the same number of workers, however many cores there are', () => {
  const projects = (config.test?.projects ?? []).flatMap((one) =>
    typeof one === 'object' && 'test' in one && one.test ? [one.test] : [],
  )
  expect(projects.map(({ name }) => name)).toEqual(['unit', 'db', 'mesh', 'e2e'])
  const workers = new Map<number, Set<unknown>>()
  for (const { maxWorkers, sequence } of projects) {
    const group = sequence?.groupOrder ?? 0
    workers.set(group, (workers.get(group) ?? new Set()).add(maxWorkers))
  }
  for (const numbers of workers.values()) expect([...numbers]).toEqual([expect.any(Number)])
})
