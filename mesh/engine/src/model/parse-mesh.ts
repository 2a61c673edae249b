import { readDocuments, type YamlObject } from './documents.ts'
import { findConflicts } from './find-conflicts.ts'
import type { MeshConfig } from './kinds/mesh-config.ts'
import { kinds } from './kinds.ts'
import { meshConfigOf } from './mesh-config.ts'
import type { MeshModel } from './mesh-model.ts'
import { isIstioObject, parseObject } from './parse-object.ts'
import { MeshError, type Problem } from './problem.ts'
import { type MeshFile, readFolder } from './read-folder.ts'
import type { Resource } from './resource.ts'
import { settingsOf } from './settings.ts'

/**
 * Whether a file is in the folder `faults`: its resources are not part of the mesh until it is
 * activated.
 */
export const isFaultFile = ({ file }: Pick<MeshFile, 'file'>): boolean =>
  /^\.?\/?faults\//.test(file)

/** An object in a mesh folder that is not Istio's, such as a Deployment. */
export interface OtherObject {
  readonly file: string
  readonly object: YamlObject
}

/** The model of the Istio objects that parsed, the other objects, and every problem. */
export interface ParsedMesh {
  readonly model: MeshModel
  readonly others: readonly OtherObject[]
  readonly problems: readonly Problem[]
}

/**
 * Parses every YAML file below `dir`, except those in its folder `faults`. Throws MeshError with
 * every problem.
 *
 * @example const model = await parseMesh('mesh/istio')
 */
export async function parseMesh(dir: string): Promise<MeshModel> {
  const { files, problems } = await readFolder(dir)
  if (problems.length > 0) throw new MeshError(problems)
  return parseMeshFiles(files.filter((file) => !isFaultFile(file)))
}

/**
 * Parses files in which every object must be Istio's or MeshConfig. Pure. Throws MeshError with
 * every problem.
 */
export function parseMeshFiles(files: readonly MeshFile[]): MeshModel {
  const { model, others, problems } = parseMeshAndOthers(files)
  const unknownKinds = others.map(({ file, object }) => ({
    file,
    line: object.lineOf(['kind']),
    field: 'kind',
    message: `kind ${kindOf(object)} is unknown or not supported`,
  }))
  const refused = [...problems, ...unknownKinds]
  if (refused.length > 0) throw new MeshError(refused)
  const conflicting = findConflicts(model)
  if (conflicting.length > 0) throw new MeshError(conflicting)
  return model
}

const kindOf = ({ value }: YamlObject): string =>
  value !== null && typeof value === 'object' && 'kind' in value ? String(value.kind) : '(none)'

/**
 * Parses files that may also have other Kubernetes objects, and returns the problems instead of
 * throwing. Pure.
 */
export function parseMeshAndOthers(files: readonly MeshFile[]): ParsedMesh {
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
  const message = `${key} is already defined at ${first.file}:${first.line}`
  return [{ ...resource.locate(['metadata']), field: 'metadata', message }]
}

// Each list holds resources that the schema of its kind has parsed, so this cast is safe.
const asMeshModel = (found: Readonly<Record<string, unknown>>): MeshModel =>
  found as unknown as MeshModel
