import { copyFileSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { type ProductionPackage, productionPackages } from './production.ts'

/** What no process reads when it runs: types, source maps, tests, documentation. */
const unusedFile = /\.(d\.[cm]?ts|map|md|markdown|flow|tsbuildinfo|test\.ts)$|^tsconfig\.json$/i
const unusedFolder = /^(node_modules|test)$/
/** What Node runs in a workspace alone, and what only a browser reads. */
const unusedOfOthers = /\.([cm]?ts|s?css)$/i
const licence = /licen[cs]e|notice/i

/** The files of a package that its image holds, relative to its folder. */
export const usedFiles = (root: string, { folder }: Pick<ProductionPackage, 'folder'>): string[] =>
  filesBelow(join(root, folder)).filter(
    (file) => !/(^|\/)node_modules\//.test(folder) || !unusedOfOthers.test(file),
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
 * `services/<service>/src/main.ts` runs there.
 */
export function assembleService(
  root: string,
  service: string,
  target: string,
): ProductionPackage[] {
  const packages = productionPackages(root, join('services', service))
  for (const { folder, link } of packages) {
    const made = new Set<string>()
    for (const file of usedFiles(root, { folder })) {
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
  return packages
}
