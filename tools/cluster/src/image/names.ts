import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Service } from '@stoa/topology'
import { parse } from 'yaml'
import { z } from 'zod'
import { deployedServices } from '../deployed.ts'
import { chart } from '../profiles.ts'

const valuesSchema = z.object({ image: z.object({ registry: z.string() }) })
const chartSchema = z.object({ appVersion: z.string() })

const read = (name: string, file: string): unknown =>
  parse(readFileSync(join(chart(name), file), 'utf8'))

/** The image of each deployed service, as the charts name it where no value says otherwise. */
export function imagesOf(services: readonly Service[]): { service: string; image: string }[] {
  const { image } = valuesSchema.parse(read('workload', 'values.yaml'))
  const { appVersion } = chartSchema.parse(read('stoa', 'Chart.yaml'))
  return deployedServices({ services }).map(({ name }) => ({
    service: name,
    image: `${image.registry}/${name}:${appVersion}`,
  }))
}
