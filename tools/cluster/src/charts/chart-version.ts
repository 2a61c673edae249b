import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GeneratedFile, repositoryRoot } from '@stoa/topology'
import { z } from 'zod'
import { chart } from '../profiles.ts'

/** The charts whose `appVersion` names the images. */
const charts = ['stoa', 'service'] as const

/** The version of package.json: that of the images and of the chart. */
export const platformVersion = (): string =>
  z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8'))).version

/** A Chart.yaml of this version, whose libraries keep theirs. */
export const withVersion = (text: string, version: string): string =>
  text
    .replace(/^version: .*$/m, `version: ${version}`)
    .replace(/^appVersion: .*$/m, `appVersion: "${version}"`)

export const versionedCharts = (version: string): GeneratedFile[] =>
  charts.map((name) => ({
    path: `charts/${name}/Chart.yaml`,
    text: withVersion(readFileSync(join(chart(name), 'Chart.yaml'), 'utf8'), version),
  }))
