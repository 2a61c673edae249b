import type { MeshFile } from '@stoa/mesh/policy'
import { type Document, parseAllDocuments } from 'yaml'
import { accessChanges } from './access.ts'
import type { Change, Mutation } from './mutation.ts'
import { otherChanges } from './others.ts'
import { policyObject } from './policy-object.ts'

// The audit does not check telemetry.
const uncheckedKinds = ['Telemetry']
// Limits, headers and error bodies may be missing: the audit only checks that no patch does more.
const droppableKinds = ['EnvoyFilter']

/** Every single change to every object of these files. */
export function mutationsOf(files: readonly MeshFile[]): readonly Mutation[] {
  const objects = files.flatMap(({ text }) =>
    parseAllDocuments(text).map((one) => policyObject.parse(one.toJS())),
  )
  return files.flatMap((file) => {
    const documents: readonly Document[] = parseAllDocuments(file.text)
    const own = documents.map((one) => policyObject.parse(one.toJS()))
    return own.flatMap((object, index) => {
      if (uncheckedKinds.includes(object.kind)) return []
      const named = `${object.kind} ${object.metadata.namespace}/${object.metadata.name}`
      const changes = [...accessChanges(object, objects), ...otherChanges(object, objects)]
      return [
        ...changes.map((change) => mutationBy(file, documents, index, named, change)),
        ...(droppableKinds.includes(object.kind)
          ? []
          : [
              {
                file: file.file,
                part: 'policy' as const,
                name: `${named}: - all`,
                text: written(documents.toSpliced(index, 1)),
              },
            ]),
      ]
    })
  })
}

function mutationBy(
  file: MeshFile,
  documents: readonly Document[],
  index: number,
  named: string,
  change: Change,
): Mutation {
  const document = documents[index]?.clone()
  if (document === undefined) throw new Error(`${file.file} has no object ${index}`)
  if (change.value === undefined) document.deleteIn(change.path)
  else document.setIn(change.path, document.createNode(change.value))
  return {
    ...{ file: file.file, part: change.part, name: `${named}: ${change.description}` },
    text: written(documents.with(index, document)),
  }
}

const texts = new WeakMap<Document, string>()

/** An unchanged document is written once. */
function textOf(document: Document): string {
  const text = texts.get(document) ?? document.toString({ directives: null }).replace(/^---\n/, '')
  texts.set(document, text)
  return text
}

const written = (documents: readonly Document[]): string =>
  documents.length === 0 ? '# empty\n' : documents.map(textOf).join('---\n')
