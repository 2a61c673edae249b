import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { expect, it } from 'vitest'
import { parse } from 'yaml'

interface Manager {
  readonly managerFilePatterns: readonly string[]
  readonly matchStrings: readonly string[]
  readonly depNameTemplate?: string
  readonly datasourceTemplate: string
}
const textOf = (file: string) => readFileSync(join(repositoryRoot, file), 'utf8')
const managers = JSON.parse(textOf('renovate.json')).customManagers as readonly Manager[]

/** The versions that Renovate's regex managers find in a file. */
const foundIn = (file: string) =>
  managers
    .filter(({ managerFilePatterns }) =>
      managerFilePatterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(file)),
    )
    .flatMap(({ matchStrings, depNameTemplate, datasourceTemplate }) =>
      matchStrings.flatMap((match) =>
        [...textOf(file).matchAll(new RegExp(match, 'g'))].map(({ groups }) => ({
          ...{ datasource: datasourceTemplate, depName: depNameTemplate },
          ...groups,
        })),
      ),
    )

const releases = 'charts/third-party/releases.yaml'
const values = 'charts/third-party/values'

it('finds the version of every chart that a cluster is installed with', () => {
  const charts = (parse(textOf(releases)).releases as readonly Record<string, string>[])
    .filter(({ repository }) => repository)
    .map(({ repository, chart, version }) => ({
      ...{ datasource: 'helm', depName: chart, registryUrl: repository, currentValue: version },
    }))
  expect(charts.length).toBeGreaterThan(10)
  expect(foundIn(releases)).toEqual(charts)
})

/** The tags of images, wherever values choose one. */
const tagsIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, one]) =>
        key === 'tag' && typeof one === 'string' ? [one] : tagsIn(one),
      )
    : []

it('finds the tag of every image that the values choose, and which image it is', () => {
  const files = readdirSync(join(repositoryRoot, values)).map((file) => `${values}/${file}`)
  const chosen = files.flatMap((file) => tagsIn(parse(textOf(file))))
  expect(chosen.length).toBeGreaterThan(2)
  const found = files.flatMap(foundIn)
  expect(found.map((one) => 'currentValue' in one && one.currentValue)).toEqual(chosen)
  for (const { datasource, depName } of found) {
    expect(datasource).toBe('docker')
    expect(depName).toMatch(/^[a-z/-]+$/)
  }
})

it('is given patterns alone that RE2 knows', () => {
  const patterns = managers.flatMap(({ matchStrings, managerFilePatterns }) => [
    ...matchStrings,
    ...managerFilePatterns,
  ])
  for (const pattern of patterns) expect(pattern).not.toMatch(/\(\?<?[=!]|\\[1-9]/)
})
