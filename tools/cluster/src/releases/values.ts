import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { CannotRun, readTopology, repositoryRoot, type Service } from '@stoa/topology'
import { parse, stringify } from 'yaml'
import { mergedValues } from '../preflight/merge-values.ts'
import { layersOf, type Profile } from '../profiles.ts'
import { databaseValues } from './databases.ts'
import { nested } from './nested.ts'
import { platformValues, readPlatform } from './platform.ts'
import { proxyValues } from './proxy-config.ts'
import type { Release } from './release.ts'
import { standbyValues } from './standby.ts'

export const valuesFolder = 'charts/third-party/values'

export interface Site {
  readonly profile: Profile
  /** A folder with `<release>.yaml` and `cluster.yaml`: what is true of one cluster alone. */
  readonly folder: string | undefined
  /** The host of the serving region's Postgres, where this region stands by. */
  readonly standbyOf?: string | undefined
  /** Where the files that follow from others are written. */
  readonly derivedFolder: string
}

/** Values that follow from the service.yaml files, by the release that takes them. */
const derivedValues: Readonly<Record<string, (services: readonly Service[]) => object>> = {
  postgres: databaseValues,
}

/** The files of values of a release, the later over the earlier. What is derived comes first, and is written. */
export function valuesFiles(release: Release, site: Site, root = repositoryRoot): string[] {
  const { name, profileValues, proxies } = release
  const derived = derivedOf(release, root).map((values, index) =>
    write(site, `${name}-${index + 1}`, values),
  )
  const layers = layersOf[site.profile]
  const platform = platformValues(name, readPlatform(site.folder))
  const ours = [
    ...derived,
    join(root, valuesFolder, `${name}.yaml`),
    ...(profileValues ? layers.map((layer) => join(root, profileValues, `${layer}.yaml`)) : []),
    ...layers.map((layer) => join(root, valuesFolder, `${name}.${layer}.yaml`)),
    ...(site.standbyOf && name === 'postgres'
      ? [write(site, 'postgres-standby', standbyValues(site.standbyOf))]
      : []),
    ...(platform ? [write(site, `${name}-platform`, platform)] : []),
  ].filter((file) => existsSync(file))
  return [
    ...ours,
    ...(proxies.length > 0
      ? [write(site, `${name}-proxies`, proxyValues(proxies, mergedValues(ours), root))]
      : []),
    ...(site.folder ? [join(site.folder, `${name}.yaml`)] : []).filter((file) => existsSync(file)),
  ]
}

/** Returns the path. */
function write({ derivedFolder }: Site, name: string, values: unknown): string {
  mkdirSync(derivedFolder, { recursive: true })
  const path = join(derivedFolder, `${name}.yaml`)
  writeFileSync(path, stringify(values, { blockQuote: 'literal' }))
  return path
}

function derivedOf({ name, below }: Release, root: string): unknown[] {
  const fromServices = derivedValues[name]
  return [
    ...(fromServices ? [fromServices(readTopology(root).services)] : []),
    ...Object.entries(below).map(([key, file]) =>
      nested(keysIn(key), contentOf(join(root, file), file)),
    ),
  ]
}

function contentOf(path: string, file: string): unknown {
  if (!existsSync(path)) throw new CannotRun(`${file} is missing; \`npm run charts\` writes it`)
  const text = readFileSync(path, 'utf8')
  return ['.yaml', '.json'].includes(extname(path)) ? parse(text) : text
}

/** `a.b\.c` → [a, b.c] */
const keysIn = (path: string): string[] =>
  path.split(/(?<!\\)\./).map((key) => key.replaceAll('\\.', '.'))
