import { copyFileSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { type ProductionPackage, productionPackages } from './production.ts'
import { makeReadable } from './readable.ts'
import { reachableFiles } from './trace.ts'

/** What no process reads when it runs: types, source maps, tests, documentation. */
const unusedFile = /\.(d\.[cm]?ts|map|md|markdown|flow|tsbuildinfo|test\.ts)$|^tsconfig\.json$/i
const unusedFolder = /^(node_modules|test)$/
/** What Node runs in a workspace alone, and what only a browser reads. */
const unusedOfOthers = /\.([cm]?ts|s?css)$/i
const licence = /licen[cs]e|notice/i

const isOfOthers = ({ folder }: ProductionPackage) => /(^|\/)node_modules\//.test(folder)
/** Beside what the process loads: Node reads how a package is to be loaded, and its licence goes with it. */
const isKept = (file: string) => basename(file) === 'package.json' || licence.test(basename(file))

/**
 * The files of each package that an image holds, relative to its folder: of our own all, of the others those that a
 * process can load. A package has several builds, for browsers, for older tools and bundled, of which Node takes one.
 */
export function imageFiles(
  root: string,
  packages: readonly ProductionPackage[],
): ReadonlyMap<ProductionPackage, readonly string[]> {
  const absolute = ({ folder }: ProductionPackage, file: string) =>
    join(realpathSync(root), folder, file)
  const candidates = new Map(packages.map((one) => [one, usedFiles(root, one)]))
  const others = packages.filter(isOfOthers).map((one) => ({
    folder: absolute(one, ''),
    files: candidates.get(one)?.map((file) => absolute(one, file)) ?? [],
  }))
  const own = packages
    .filter((one) => !isOfOthers(one))
    .flatMap((one) => candidates.get(one)?.map((file) => absolute(one, file)) ?? [])
  const reached = reachableFiles(own, others)
  return new Map(
    [...candidates].map(([one, files]) => [
      one,
      files.filter((file) => !isOfOthers(one) || isKept(file) || reached.has(absolute(one, file))),
    ]),
  )
}

const usedFiles = (root: string, one: ProductionPackage): string[] =>
  filesBelow(join(root, one.folder)).filter(
    (file) => !isOfOthers(one) || !unusedOfOthers.test(file),
  )

function filesBelow(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name)
    if (entry.isDirectory()) return unusedFolder.test(entry.name) ? [] : filesBelow(folder, path)
    const isUsed = !unusedFile.test(entry.name) || licence.test(entry.name)
    return entry.isFile() && isUsed ? [path] : []
  })
}

/**
 * Copies the service and its production dependencies from `root` to the same places below `target`, so that
 * `services/<service>/src/main.ts` runs there, for every user.
 */
export function assembleService(
  root: string,
  service: string,
  target: string,
): ProductionPackage[] {
  const packages = productionPackages(root, join('services', service))
  for (const [{ folder, link }, files] of imageFiles(root, packages)) {
    const made = new Set<string>()
    for (const file of files) {
      const to = join(target, folder, file)
      if (!made.has(dirname(to))) mkdirSync(dirname(to), { recursive: true })
      made.add(dirname(to))
      copyFileSync(join(root, folder, file), to)
    }
    if (link === undefined) continue
    const at = join(target, link)
    mkdirSync(dirname(at), { recursive: true })
    symlinkSync(relative(dirname(at), join(target, folder)), at)
  }
  makeReadable(target)
  return packages
}
