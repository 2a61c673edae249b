import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { maxScrapeSeconds } from '../bin/options.js'

const folder = join(repositoryRoot, 'observability')
const read = (file: string) => readFileSync(join(folder, file), 'utf8')

/** A rate needs two samples in its range; scrapes may be late, and one may fail. */
const leastSamples = 4

it('every range of a rule has samples at the longest interval between scrapes', () => {
  const texts = globSync('{rules,alerts}/*.yaml', { cwd: folder }).map(read)
  const ranges = texts
    .flatMap((text) => [...text.matchAll(/\[(\d+)([sm])[\]:]/g)])
    .map(([, count, unit]) => Number(count) * (unit === 'm' ? 60 : 1))
  expect(ranges.length).toBeGreaterThan(50)
  expect(Math.min(...ranges)).toBeGreaterThanOrEqual(leastSamples * maxScrapeSeconds)
})

it('Grafana takes rates over ranges that have samples at the longest interval', () => {
  const { datasources } = parse(read('grafana/provisioning/datasources/stoa.yaml'))
  const { jsonData } = datasources.find(({ uid }: { uid: string }) => uid === 'prometheus')
  expect(jsonData.timeInterval).toBe(`${maxScrapeSeconds}s`)
})
