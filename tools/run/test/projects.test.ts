import { execFileSync } from 'node:child_process'
import { basename } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { expect, it } from 'vitest'
import config from '../../../vitest.config.ts'
import { longest } from './longest-first.ts'

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

it('every file that is started before others exists', () => {
  const tracked = execFileSync('git', ['ls-files', '*.test.ts'], {
    ...{ cwd: repositoryRoot, encoding: 'utf8' },
  })
  const files = new Set(tracked.split('\n').map((file) => basename(file)))
  expect(longest.filter((name) => !files.has(name))).toEqual([])
})
