import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** A package that a service needs when it runs. */
export interface ProductionPackage {
  readonly name: string
  /** Where it is in the repository, and will be in the image: a workspace, or a folder below a `node_modules`. */
  readonly folder: string
  /** The link below `node_modules` by which others find a workspace. */
  readonly link?: string
}

interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

/**
 * The workspace and everything below it that it depends on in production, found as Node finds packages.
 * @throws Error when a dependency is not installed
 */
export function productionPackages(root: string, workspace: string): ProductionPackage[] {
  const found = new Map<string, ProductionPackage>()
  const visit = (entry: ProductionPackage) => {
    if (found.has(entry.folder)) return
    found.set(entry.folder, entry)
    const manifest = manifestOf(join(root, entry.folder))
    for (const [name, required] of dependenciesOf(manifest)) {
      const path = resolvePackage(root, join(root, entry.folder), name)
      if (path) visit(entryOf(root, path))
      else if (required)
        throw new Error(`${entry.name} needs ${name}, which is not installed; run npm ci`)
    }
  }
  visit({ name: manifestOf(join(root, workspace)).name, folder: workspace })
  return [...found.values()]
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

/** Each dependency's name, and whether it must be installed. An optional peer counts where its user has it too. */
const dependenciesOf = (manifest: Manifest): (readonly [string, boolean])[] => [
  ...Object.keys(manifest.dependencies ?? {}).map((name) => [name, true] as const),
  ...Object.keys(manifest.optionalDependencies ?? {}).map((name) => [name, false] as const),
  ...Object.keys(manifest.peerDependencies ?? {})
    .filter((name) => !manifest.peerDependenciesMeta?.[name]?.optional)
    .map((name) => [name, true] as const),
]

function resolvePackage(root: string, from: string, name: string): string | undefined {
  const path = join(from, 'node_modules', name)
  if (existsSync(join(path, 'package.json'))) return path
  return from === root ? undefined : resolvePackage(root, dirname(from), name)
}

function entryOf(root: string, path: string): ProductionPackage {
  const real = realpathSync(path)
  const [folder, link] = [relative(realpathSync(root), real), relative(root, path)]
  return { name: manifestOf(real).name, folder, ...(folder === link ? {} : { link }) }
}
