import { existsSync, globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { folder } from './files.ts'

const container = z.object({
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  volumes: z.array(z.string()).default([]),
})
const compose = z.object({ services: z.record(z.string(), container) })
const history = z.object({ rule_files: z.array(z.string()) })

type Container = z.infer<typeof container>

/** Where the image of a container looks by itself. */
const byImage: Readonly<Record<string, readonly string[]>> = {
  grafana: ['/etc/grafana/provisioning'],
}
/** Read by no container: the stack itself, and the catalogue of this repository's own tools. */
const notMounted = ['compose.yaml', 'metrics.yaml']

const mountsOf = ({ volumes }: Container) =>
  volumes
    .filter((volume) => volume.startsWith('./'))
    .map((volume) => volume.split(':'))
    .map(([source = '', target = '']) => ({ source, target }))

type Mount = ReturnType<typeof mountsOf>[number]

const isIn = (path: string, { target }: Mount) => path === target || path.startsWith(`${target}/`)
const exists = (path: string, { source, target }: Mount) =>
  existsSync(join(folder, source, path.slice(target.length)))

/** The paths that a container reads: in its command, its environment, its image, and in the file of Prometheus. */
function pathsOf(name: string, { command, environment }: Container, ruleFiles: readonly string[]) {
  const words = [...command, ...Object.values(environment)]
  const named = words.flatMap((word) => /(?:^|[=:])(\/etc\/.+)$/.exec(word ?? '')?.[1] ?? [])
  const rules = named
    .filter((path) => path.endsWith('/prometheus-history.yaml'))
    .flatMap((path) => ruleFiles.map((file) => join(dirname(path), file)))
  return [...named, ...rules, ...(byImage[name] ?? [])]
}

/** A file that a container reads and none of its mounts has, a mount that it does not read, and a file that none reads. */
export function mountFaults(composeText: string, historyText: string): string[] {
  const { services } = compose.parse(parse(composeText, { merge: true }))
  const { rule_files } = history.parse(parse(historyText))
  const containers = Object.entries(services).map(([name, one]) => {
    const mounts = mountsOf(one)
    return { name, mounts, paths: pathsOf(name, one, rule_files) }
  })
  const mounted = new Set(containers.flatMap(({ mounts }) => mounts.map(({ source }) => source)))
  return [
    ...containers.flatMap(({ name, mounts, paths }) => [
      ...paths
        .filter((path) => !mounts.some((mount) => isIn(path, mount) && exists(path, mount)))
        .map((path) => `${name}: no mount has ${path}`),
      ...mounts
        .filter((mount) => !paths.some((path) => isIn(path, mount)))
        .map(({ source }) => `${name}: nothing reads ${source}`),
    ]),
    ...globSync('*.yaml', { cwd: folder })
      .filter((file) => !notMounted.includes(file) && !mounted.has(`./${file}`))
      .map((file) => `no container has ${file}`),
  ]
}
