import { existsSync, readFileSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { exportedFile, type Target } from './exported.ts'
import type { Kind, Specifier } from './specifiers.ts'

interface Manifest {
  readonly name?: string
  readonly main?: string
  readonly exports?: Target
  readonly imports?: Target
}

export const isFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() ?? false

/** The file that Node loads for a module that another file names; undefined for one of Node's own, and for none. */
export function resolveModule(from: string, { kind, name }: Specifier): string | undefined {
  if (isBuiltin(name)) return undefined
  if (/^\.{0,2}\//.test(name)) return fileAt(join(dirname(from), name))
  if (name.startsWith('#')) return importedFile(from, name, kind)
  const [, packageName = '', below = ''] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(name) ?? []
  const folder = packageFolder(dirname(from), packageName)
  return folder && fileOfPackage(folder, `.${below}`, kind)
}

function fileOfPackage(folder: string, path: string, kind: Kind): string | undefined {
  const { exports, main = 'index.js' } = manifestIn(folder)
  if (exports === undefined || exports === null)
    return (
      fileAt(join(folder, path === '.' ? main : path)) ??
      (path === '.' ? fileAt(folder) : undefined)
    )
  const file = exportedFile(exports, path, kind)
  return file && fileAt(join(folder, file))
}

function importedFile(from: string, name: string, kind: Kind): string | undefined {
  const folder = folderOfManifest(dirname(from))
  const { imports = null } = manifestIn(folder)
  const file = exportedFile(imports, name, kind)
  if (file === undefined) return undefined
  return file.startsWith('.')
    ? fileAt(join(folder, file))
    : resolveModule(from, { kind, name: file })
}

/** As `require` tries: the file, with an extension, or the index of a folder. */
function fileAt(path: string): string | undefined {
  const candidates = ['', '.js', '.json', '.node', '.cjs', '/index.js', '/index.json', '/index.cjs']
  const found = candidates.map((end) => `${path}${end}`).find(isFile)
  if (found || !existsSync(join(path, 'package.json'))) return found
  const { main } = manifestIn(path)
  return main === undefined ? undefined : fileAt(join(path, main))
}

const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

function folderOfManifest(folder: string): string {
  const isOfPackage = existsSync(join(folder, 'package.json')) && manifestIn(folder).name
  return isOfPackage || folder === dirname(folder) ? folder : folderOfManifest(dirname(folder))
}

function packageFolder(from: string, name: string): string | undefined {
  const folder = join(from, 'node_modules', name)
  if (existsSync(join(folder, 'package.json'))) return folder
  return from === dirname(from) ? undefined : packageFolder(dirname(from), name)
}
