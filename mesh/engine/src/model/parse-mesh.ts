import { conflicts } from './conflicts.ts'
import { readDocuments, type YamlObject } from './documents.ts'
import type { MeshConfig } from './kinds/mesh-config.ts'
import { kinds } from './kinds.ts'
import { meshConfigOf } from './mesh-config.ts'
import type { MeshModel } from './mesh-model.ts'
import { isIstioObject, parseObject } from './parse-object.ts'
import { MeshError, type Problem } from './problem.ts'
import { type MeshFile, readFolder } from './read-folder.ts'
import type { Resource } from './resource.ts'
import { settingsOf } from './settings.ts'

/** Faults lie beside the mesh, in a folder of their own, and are no part of it until they are put in force. */
export const isFault = ({ file }: Pick<MeshFile, 'file'>): boolean => /^\.?\/?faults\//.test(file)

/** An object of a mesh folder that is not Istio's: a Deployment, a Service, anything else. */
export interface OtherObject {
  readonly file: string
  readonly object: YamlObject
}

export interface MeshReading {
  readonly model: MeshModel
  readonly others: readonly OtherObject[]
  /** What is refused; the model holds the rest. */
  readonly problems: readonly Problem[]
}

/**
 * Reads every YAML file below `dir`, but for its folder of faults: those count only while they are
 * put in force. Throws MeshError with all that is refused.
 */
export async function parseMesh(dir: string): Promise<MeshModel> {
  const { files, problems } = await readFolder(dir)
  if (problems.length > 0) throw new MeshError(problems)
  return parseMeshFiles(files.filter((file) => !isFault(file)))
}

/** The pure part of parseMesh: a mesh folder holds nothing but Istio's resources. */
export function parseMeshFiles(files: readonly MeshFile[]): MeshModel {
  const { model, others, problems } = readMesh(files)
  const unknownKinds = others.map(({ file, object }) => ({
    file,
    line: object.lineOf(['kind']),
    field: 'kind',
    message: `kind ${kindOf(object)} is unknown or not supported yet`,
  }))
  const refused = [...problems, ...unknownKinds]
  if (refused.length > 0) throw new MeshError(refused)
  const conflicting = conflicts(model)
  if (conflicting.length > 0) throw new MeshError(conflicting)
  return model
}

const kindOf = ({ value }: YamlObject): string =>
  value !== null && typeof value === 'object' && 'kind' in value ? String(value.kind) : '(none)'

/** Sorts what a folder holds: Istio's resources, everything else, and what is refused. Pure. */
export function readMesh(files: readonly MeshFile[]): MeshReading {
  const problems: Problem[] = []
  const others: OtherObject[] = []
  const found: Record<string, Resource<unknown>[]> = Object.fromEntries(
    Object.keys(kinds).map((kind) => [kind, []]),
  )
  const seen = new Map<string, Resource<unknown>>()
  let config: MeshConfig = {}
  for (const { file, text } of files) {
    const read = readDocuments(file, text)
    problems.push(...read.problems)
    for (const object of read.objects) {
      const mesh = meshConfigOf(file, object)
      if (mesh !== undefined) {
        config = { ...config, ...mesh.config }
        problems.push(...mesh.problems)
      } else if (!isIstioObject(object)) others.push({ file, object })
      else {
        const parsed = parseObject(file, object)
        if ('problems' in parsed) problems.push(...parsed.problems)
        else {
          problems.push(...duplicateProblems(seen, parsed.resource))
          found[parsed.kind]?.push(parsed.resource)
        }
      }
    }
  }
  return { model: asMeshModel({ ...found, settings: settingsOf(config) }), others, problems }
}

function duplicateProblems(
  seen: Map<string, Resource<unknown>>,
  resource: Resource<unknown>,
): Problem[] {
  const key = `${resource.kind} ${resource.namespace}/${resource.name}`
  const first = seen.get(key)?.locate([])
  seen.set(key, resource)
  if (first === undefined) return []
  const message = `${key} is already written at ${first.file}:${first.line}`
  return [{ ...resource.locate(['metadata']), field: 'metadata', message }]
}

// Each list holds what its kind's own schema produced, so this is the one place that may say so.
const asMeshModel = (found: Readonly<Record<string, unknown>>): MeshModel =>
  found as unknown as MeshModel
