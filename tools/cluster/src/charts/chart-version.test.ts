import { readTopology } from '@stoa/topology'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { imagesOf } from '../image/names.ts'
import { platformVersion, versionedCharts } from './chart-version.ts'

it('the charts have the version of package.json, which `npm run charts` writes and `charts:check` holds', () => {
  const files = versionedCharts('1.2.3')
  expect(files.map(({ path }) => path)).toEqual([
    'charts/stoa/Chart.yaml',
    'charts/service/Chart.yaml',
  ])
  for (const { text } of files) {
    const { version, appVersion, dependencies } = parse(text)
    expect([version, appVersion]).toEqual(['1.2.3', '1.2.3'])
    expect(dependencies).toEqual([
      { name: 'workload', version: '0.1.0', repository: 'file://../workload' },
    ])
  }
})

it('the images that a cluster pulls are those of the version of package.json', () => {
  const tags = imagesOf(readTopology().services).map(({ image }) => image.split(':').at(-1))
  expect(new Set(tags)).toEqual(new Set([platformVersion()]))
})
