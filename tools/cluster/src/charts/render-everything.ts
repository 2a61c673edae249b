import { join } from 'node:path'
import { readTopology, repositoryRoot } from '@stoa/topology'
import { requireHelm } from '../helm.ts'
import { chart, profiles, renderArguments } from '../profiles.ts'
import { helmAt } from '../releases/helm-client.ts'

/** Values for those without a default. */
const addresses = join(chart('stoa'), 'ci/addresses-values.yaml')

/** The arguments of each render: the platform in every profile, one service by itself, and the charts around them. */
export function everyRender(): readonly (readonly string[])[] {
  const [service] = readTopology().services.filter(({ development }) => !development)
  const serviceFile = join(repositoryRoot, `services/${service?.name}/service.yaml`)
  return [
    ...profiles.map((profile) => ['stoa', ...renderArguments(profile, [addresses])]),
    [service?.name ?? '', chart('service'), '--namespace=commerce', `--values=${serviceFile}`],
    ...['namespaces', 'policies'].map((name) => [name, chart(`third-party/${name}`)]),
  ]
}

/** Everything that the charts of this repository render, as YAML. */
export async function renderEverything(): Promise<readonly string[]> {
  const helm = helmAt(requireHelm())
  const texts: string[] = []
  for (const args of everyRender()) texts.push(await helm(['template', ...args]))
  return texts
}
