import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { releaseOf } from './build-prometheus.ts'

it.each([
  ['v0.316.0', '3.16.0'],
  ['v0.305.2', '3.5.2'],
])('the Go module %s is release %s', (version, release) => {
  expect(releaseOf(`\tgithub.com/prometheus/prometheus ${version} // indirect`)).toBe(release)
})

it('the pinned module is a release of Prometheus 3', () => {
  const file = join(import.meta.dirname, '../go/prometheus/go.mod')
  expect(releaseOf(readFileSync(file, 'utf8'))).toMatch(/^3\.\d+\.\d+$/)
  expect(() => releaseOf('module empty')).toThrow('does not require')
})
