import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { isFault, type MeshFile, type Problem, readFolder } from '@stoa/mesh/policy'

/** The YAML that is audited: what the mesh is, and what the services declare. */
export interface Sources {
  readonly files: readonly MeshFile[]
  readonly services: readonly MeshFile[]
  readonly problems: readonly Problem[]
}

/** A service.yaml of ours is no resource of Kubernetes, though one may bear the same name. */
const isDeclaration = ({ file, text }: MeshFile): boolean =>
  /(^|\/)service\.ya?ml$/.test(file) && !/^(apiVersion|kind):/m.test(text)

export async function readSources(meshDir: string, servicesDir?: string): Promise<Sources> {
  const [mesh, services] = await Promise.all([
    readFolder(meshDir),
    servicesDir === undefined ? undefined : readServiceFiles(servicesDir),
  ])
  const under = (dir: string, { file, text }: MeshFile) => ({ file: shown(dir, file), text })
  const all = mesh.files.filter((one) => !isFault(one)).map((one) => under(meshDir, one))
  return {
    files: all.filter((one) => !isDeclaration(one)),
    services: once([...all, ...(services?.files ?? [])].filter(isDeclaration)),
    problems: [
      ...mesh.problems.map((one) => ({ ...one, file: shown(meshDir, one.file) })),
      ...(services?.problems ?? []),
    ],
  }
}

const once = (files: readonly MeshFile[]): readonly MeshFile[] => [
  ...new Map(files.map((one) => [one.file, one])).values(),
]

/** The path from where we stand, so that an editor or a reviewer finds it. */
function shown(dir: string, file: string): string {
  const whole = join(dir, file)
  const path = isThere(whole) ? whole : dir
  const near = relative(process.cwd(), path)
  return near.startsWith('..') || near === '' ? path : near
}

/** A link that leads nowhere is there, too. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path) !== undefined
  } catch {
    return false
  }
}

async function readServiceFiles(dir: string) {
  if (!existsSync(dir))
    return { files: [], problems: [{ file: dir, line: 1, field: '', message: 'does not exist' }] }
  const paths = ['.', ...readdirSync(dir).sort()]
    .map((name) => join(dir, name, 'service.yaml'))
    .filter((path) => existsSync(path))
  const read = await Promise.all(paths.map((path) => readFolder(path)))
  return {
    files: read.flatMap(({ files }, index) =>
      files.map(({ text }) => ({ file: shown('', paths[index] ?? ''), text })),
    ),
    problems: read.flatMap(({ problems }) => problems),
  }
}
