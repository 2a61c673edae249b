import { readFileSync, realpathSync } from 'node:fs'
import { resolveModule } from './resolve.ts'
import { loadsUnnamed, specifiersIn } from './specifiers.ts'

/** A package's folder and the files of it that may be in an image, all absolute. */
export interface Candidate {
  readonly folder: string
  readonly files: readonly string[]
}

const code = /\.[cm]?[jt]s$/

interface Loads {
  readonly files: readonly string[]
  /** Whether it may load others, too. */
  readonly unnamed: boolean
}

/** Services have most of their packages in common. */
const known = new Map<string, Loads>()

function loadsOf(file: string): Loads {
  const found = known.get(file)
  if (found) return found
  const text = readFileSync(file, 'utf8')
  const files = specifiersIn(text).flatMap((specifier) => resolveModule(file, specifier) ?? [])
  const loads = {
    files: files.map((path) => realpathSync(path)),
    unnamed: loadsUnnamed(text),
  }
  known.set(file, loads)
  return loads
}

/**
 * The files that a process can load which begins with any of `roots`. Of a package that loads or reads what it does not
 * name it is every file, and of one that nothing names as well: it may be read by its path.
 */
export function reachableFiles(
  roots: readonly string[],
  packages: readonly Candidate[],
): ReadonlySet<string> {
  const reached = new Set<string>()
  const whole = new Set<Candidate>()
  const byFolder = new Map(packages.map((one) => [one.folder, one]))
  const waiting = [...roots]
  const add = (file: string) => {
    if (reached.has(file)) return
    reached.add(file)
    waiting.push(file)
  }
  const addWhole = (one: Candidate) => {
    if (whole.has(one)) return
    whole.add(one)
    for (const file of one.files) add(file)
  }
  const traceAll = () => {
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      if (!code.test(file)) continue
      const { files, unnamed } = loadsOf(file)
      const owner = byFolder.get(packageFolderOf(file))
      if (owner && unnamed) addWhole(owner)
      for (const found of files) add(found)
    }
  }
  traceAll()
  for (const one of packages)
    if (!one.files.some((file) => code.test(file) && reached.has(file))) addWhole(one)
  traceAll()
  return reached
}

/** The folder of the innermost package below `node_modules` that a file is of. */
const packageFolderOf = (file: string): string =>
  /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? ''
