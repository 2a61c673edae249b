import { z } from 'zod'
import { readDocuments, type YamlObject } from './documents.ts'
import { type MeshConfig, meshConfigSpec } from './kinds/mesh-config.ts'
import { flattenIssue } from './parse-object.ts'
import { describePath, type Path } from './path.ts'
import type { Problem } from './problem.ts'

const operator = z.looseObject({
  kind: z.literal('IstioOperator'),
  spec: z.looseObject({ meshConfig: z.unknown() }).optional(),
})
const configMap = z.looseObject({
  kind: z.literal('ConfigMap'),
  metadata: z.looseObject({ name: z.literal('istio') }),
  data: z.looseObject({ mesh: z.string() }),
})

export interface FoundMeshConfig {
  readonly config: MeshConfig
  readonly problems: readonly Problem[]
}

/** MeshConfig from an IstioOperator or the ConfigMap `istio`; undefined for any other object. */
export function meshConfigOf(file: string, object: YamlObject): FoundMeshConfig | undefined {
  const map = configMap.safeParse(object.value)
  if (map.success) return fromText(file, map.data.data.mesh, object.lineOf(['data', 'mesh']))
  const written = operator.safeParse(object.value)
  if (!written.success) return undefined
  const at: Path = ['spec', 'meshConfig']
  return check(written.data.spec?.meshConfig ?? {}, at, (path) => ({
    file,
    line: object.lineOf(path),
  }))
}

/** Parses a block of text inside a YAML file; its first line follows the line of its key. */
function fromText(file: string, text: string, keyLine: number): FoundMeshConfig {
  const { objects, problems } = readDocuments(file, text)
  const shifted = problems.map((problem) => ({ ...problem, line: problem.line + keyLine }))
  const [first] = objects
  if (first === undefined) return { config: {}, problems: shifted }
  return check(first.value ?? {}, [], (path) => ({ file, line: first.lineOf(path) + keyLine }))
}

function check(value: unknown, at: Path, locate: (path: Path) => { file: string; line: number }) {
  const parsed = meshConfigSpec.safeParse(value)
  if (parsed.success) return { config: parsed.data, problems: [] }
  const problems = parsed.error.issues
    .flatMap((issue) => flattenIssue(issue, at))
    .map(({ path, message }) => ({ ...locate(path), field: describePath(path), message }))
  return { config: {}, problems }
}
