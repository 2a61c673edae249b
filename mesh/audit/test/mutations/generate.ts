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
    const own = parseAllDocuments(file.text).map((one) => policyObject.parse(one.toJS()))
    return own.flatMap((object, index) => {
      if (uncheckedKinds.includes(object.kind)) return []
      const named = `${object.kind} ${object.metadata.namespace}/${object.metadata.name}`
      const changes = [...accessChanges(object, objects), ...otherChanges(object, objects)]
      return [
        ...changes.map((change) => mutationBy(file, index, named, change)),
        ...(droppableKinds.includes(object.kind)
          ? []
          : [
              {
                file: file.file,
                part: 'policy' as const,
                name: `${named}: - all`,
                text: dropped(file, index),
              },
            ]),
      ]
    })
  })
}

function mutationBy(file: MeshFile, index: number, named: string, change: Change): Mutation {
  const documents = parseAllDocuments(file.text)
  const document = documents[index]
  if (document === undefined) throw new Error(`${file.file} has no object ${index}`)
  if (change.value === undefined) document.deleteIn(change.path)
  else document.setIn(change.path, document.createNode(change.value))
  return {
    ...{ file: file.file, part: change.part, name: `${named}: ${change.description}` },
    text: written(documents),
  }
}

const dropped = (file: MeshFile, index: number): string =>
  written(parseAllDocuments(file.text).filter((_, at) => at !== index))

const written = (documents: readonly Document[]): string =>
  documents.length === 0
    ? '# empty\n'
    : documents
        .map((document) => document.toString({ directives: null }).replace(/^---\n/, ''))
        .join('---\n')
