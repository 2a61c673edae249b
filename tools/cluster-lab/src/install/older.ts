import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Release } from '@stoa/cluster'
import { siteFolder } from '../places.ts'

const folder = join(import.meta.dirname, '../../released')

/** The release with the chart that was kept from an earlier version, in the place of today's. */
export function olderRelease(release: Release): Release {
  const [chart] = readdirSync(folder).filter((file) => file.endsWith('.tgz'))
  if (!chart) throw new Error(`${folder} holds no packaged chart`)
  return { ...release, chart: join(folder, chart) }
}

export const isOlder = ({ chart }: Release): boolean => dirname(chart) === folder

/** Its values: those of its time, and what is true of the lab alone. */
export const olderValues = (home: string): string[] => [
  join(folder, 'values.yaml'),
  join(siteFolder(home), 'stoa.yaml'),
]
