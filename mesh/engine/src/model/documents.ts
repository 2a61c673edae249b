import { type Document, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml'
import type { Path } from './path.ts'
import type { Problem } from './problem.ts'

const maxAliasCount = 100
const parseOptions = { prettyErrors: false, logLevel: 'error' } as const

export interface YamlObject {
  readonly value: unknown
  /** Line of the deepest part of `path` that the file contains. */
  readonly lineOf: (path: Path) => number
}

export interface YamlFile {
  readonly objects: readonly YamlObject[]
  readonly problems: readonly Problem[]
}

/** Reads all objects of a YAML file with the lines of their parts; expands `kind: List`. */
export function readDocuments(file: string, text: string): YamlFile {
  const lines = new LineCounter()
  if (text.trim() === '') {
    return { objects: [], problems: [{ file, line: 1, field: '', message: 'the file is empty' }] }
  }
  const documents = parseAllDocuments(text, { ...parseOptions, lineCounter: lines })
  const objects: YamlObject[] = []
  const problems: Problem[] = []
  const addProblem = (offset: number, message: string) =>
    problems.push({ file, line: lines.linePos(offset).line, field: '', message })

  for (const document of Array.isArray(documents) ? documents : []) {
    for (const error of document.errors) addProblem(error.pos[0], `not YAML: ${error.message}`)
    if (document.errors.length > 0 || document.contents === null) continue
    try {
      const object = objectOf(document, lines)
      // A `---` at the end of a file starts an empty document.
      if (object.value !== null) objects.push(...unfoldList(object))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      addProblem(document.range[0], `not readable: ${reason}`)
    }
  }
  return { objects, problems }
}

const objectOf = (document: Document, lines: LineCounter): YamlObject => ({
  value: document.toJS({ maxAliasCount: maxAliasCount }),
  lineOf: (path) => lines.linePos(offsetOf(document.contents, path)).line,
})

function offsetOf(root: unknown, path: Path): number {
  let node = root
  let offset = rangeStart(root)
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step)
      if (pair === undefined) break
      offset = rangeStart(pair.key)
      node = pair.value
    } else if (isSeq(node) && typeof step === 'number' && step in node.items) {
      node = node.items[step]
      offset = rangeStart(node)
    } else break
  }
  return offset
}

function rangeStart(node: unknown): number {
  const range = node !== null && typeof node === 'object' && 'range' in node ? node.range : null
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : 0
}

function unfoldList(object: YamlObject): readonly YamlObject[] {
  const { value, lineOf } = object
  if (value === null || typeof value !== 'object' || !('kind' in value)) return [object]
  if (value.kind !== 'List' || !('items' in value) || !Array.isArray(value.items)) return [object]
  return value.items.flatMap((item, index) =>
    unfoldList({ value: item, lineOf: (path) => lineOf(['items', index, ...path]) }),
  )
}
