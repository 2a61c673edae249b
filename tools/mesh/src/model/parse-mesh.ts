import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { conflicts } from './conflicts.ts'
import { readDocuments } from './documents.ts'
import { kinds } from './kinds.ts'
import type { MeshModel } from './mesh-model.ts'
import { parseObject } from './parse-object.ts'
import { MeshError, type Problem } from './problem.ts'
import type { Resource } from './resource.ts'

export interface MeshFile {
  readonly file: string
  readonly text: string
}

/** Reads every .yaml and .yml below `dir`. Throws MeshError with all that is refused. */
export async function parseMesh(dir: string): Promise<MeshModel> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const files = paths.map(async (path) => ({
    file: relative(dir, path),
    text: await readFile(path, 'utf8'),
  }))
  return parseMeshFiles(await Promise.all(files))
}

/** The pure part of parseMesh. */
export function parseMeshFiles(files: readonly MeshFile[]): MeshModel {
  const problems: Problem[] = []
  const found = Object.fromEntries(
    Object.keys(kinds).map((kind) => [kind, [] as Resource<unknown>[]]),
  )
  const seen = new Map<string, Resource<unknown>>()
  for (const { file, text } of files) {
    const read = readDocuments(file, text)
    problems.push(...read.problems)
    for (const object of read.objects) {
      const parsed = parseObject(file, object)
      if ('problems' in parsed) problems.push(...parsed.problems)
      else {
        problems.push(...duplicate(seen, parsed.resource))
        found[parsed.kind]?.push(parsed.resource)
      }
    }
  }
  if (problems.length > 0) throw new MeshError(problems)
  const model = asModel(found)
  const contradictions = conflicts(model)
  if (contradictions.length > 0) throw new MeshError(contradictions)
  return model
}

function duplicate(seen: Map<string, Resource<unknown>>, resource: Resource<unknown>): Problem[] {
  const key = `${resource.kind} ${resource.namespace}/${resource.name}`
  const first = seen.get(key)?.locate([])
  seen.set(key, resource)
  if (first === undefined) return []
  const message = `${key} is already written at ${first.file}:${first.line}`
  return [{ ...resource.locate(['metadata']), field: 'metadata', message }]
}

// Each list holds what its kind's own schema produced, so this is the one place that may say so.
const asModel = (found: Record<string, readonly Resource<unknown>[]>): MeshModel =>
  found as unknown as MeshModel
