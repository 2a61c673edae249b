import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { expect, it } from 'vitest'
import { parse } from 'yaml'

const read = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8')

const [, before = ''] = read('docs/how-to/run-in-a-cluster.md').split('## Before you begin')
const [section = ''] = before.split('\n## ')
const rowOf = (what: string) =>
  section.split('\n').find((line) => line.startsWith(`| ${what}`)) ?? ''

it('the page on a cluster says what its reader needs first, with the versions that the files ask for', () => {
  const { node } = JSON.parse(read('package.json')).engines
  expect(rowOf('Node with npm')).toContain(`Node ${node.replace('>=', '')} `)
  expect(rowOf('Node with npm')).toContain('npm ci')
  const [, go] = /^go (\d+\.\d+)/m.exec(read('tools/run/go/helm/go.mod')) ?? []
  expect(rowOf('Go')).toContain(`| ${go} `)
  expect(rowOf('Helm')).toContain('4.0')
  expect(rowOf('kubectl')).toContain('1.31')
  const { kubeVersion } = parse(read('charts/stoa/Chart.yaml'))
  expect(section).toContain(`refuse anything before ${kubeVersion.replace(/^>=|\.0-0$/g, '')}.`)
})

it('its commands bring the packages before anything else', () => {
  const [, commands = ''] = section.split('```sh example\n')
  expect(commands.split('\n')[0]).toBe('npm ci')
})
