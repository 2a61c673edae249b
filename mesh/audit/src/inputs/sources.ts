import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { isFaultFile, type MeshFile, type Problem, readFolder } from '@stoa/mesh/policy'

/** The YAML to audit: the mesh's resources and the services' declarations. */
export interface Sources {
  readonly files: readonly MeshFile[]
  readonly services: readonly MeshFile[]
  readonly problems: readonly Problem[]
}

/** Whether a file is a service declaration and not a Kubernetes resource in a file of the same name. */
const isDeclaration = ({ file, text }: MeshFile): boolean =>
  /(^|\/)service\.ya?ml$/.test(file) && !/^(apiVersion|kind):/m.test(text)

/** Reads the mesh folder and the service.yaml files, without fault-injection resources. */
export async function readSources(meshDir: string, servicesDir?: string): Promise<Sources> {
  const [mesh, services] = await Promise.all([
    readFolder(meshDir),
    servicesDir === undefined ? undefined : readServiceFiles(servicesDir),
  ])
  const located = (dir: string, { file, text }: MeshFile) => ({
    file: displayPath(dir, file),
    text,
  })
  const all = mesh.files.filter((file) => !isFaultFile(file)).map((file) => located(meshDir, file))
  return {
    files: all.filter((file) => !isDeclaration(file)),
    services: uniqueByFile([...all, ...(services?.files ?? [])].filter(isDeclaration)),
    problems: [
      ...mesh.problems.map((problem) => ({ ...problem, file: displayPath(meshDir, problem.file) })),
      ...(services?.problems ?? []),
    ],
  }
}

const uniqueByFile = (files: readonly MeshFile[]): readonly MeshFile[] => [
  ...new Map(files.map((file) => [file.file, file])).values(),
]

/** The path relative to the working directory, if the file is below it. */
function displayPath(dir: string, file: string): string {
  const full = join(dir, file)
  const path = pathExists(full) ? full : dir
  const relativePath = relative(process.cwd(), path)
  return relativePath.startsWith('..') || relativePath === '' ? path : relativePath
}

/** Whether a path exists; a broken link does. */
function pathExists(path: string): boolean {
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
      files.map(({ text }) => ({ file: displayPath('', paths[index] ?? ''), text })),
    ),
    problems: read.flatMap(({ problems }) => problems),
  }
}
