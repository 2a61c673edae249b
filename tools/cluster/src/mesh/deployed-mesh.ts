import type { MeshFile } from '@stoa/mesh/policy'
import type { Topology } from '@stoa/topology'
import { type Document, parseAllDocuments } from 'yaml'
import { developmentServices } from '../deployed.ts'
import { edit } from './edit.ts'
import { expressions } from './expressions.ts'
import { webhookPolicies, webhooksOf } from './webhooks.ts'

/** The label of a resource that is in force on the laptop alone. */
export const developmentLabel = 'stoa.dev/development'

const isDevelopment = (document: Document) =>
  document.getIn(['metadata', 'labels', developmentLabel]) === 'true'

/**
 * The mesh of a deployed platform: without faults and without what is labelled as
 * development; the development issuer, and the edge's host, become marks for values; and what the development services may ask of
 * others, the edge may ask instead.
 */
export function deployedMesh(files: readonly MeshFile[], topology: Topology): MeshFile[] {
  const development = developmentServices(topology)
  const change = edit(
    development.map(({ name }) => name),
    files.map(({ text }) => text),
  )
  const kept = editedFiles(files, (document) => !isDevelopment(document), change)
  const webhooks = webhooksOf(development)
  const all = [
    ...kept,
    {
      file: 'gateway/webhooks.yaml',
      text: webhookPolicies(webhooks, expressions.hosts),
    },
  ]
  for (const { name } of development) refuseMentions(all, name)
  return all
}

/**
 * The mesh of a cluster for development: as on the laptop, with every service and the development issuer, but without
 * faults; the edge's host becomes a mark for a value.
 */
export const developmentMesh = (files: readonly MeshFile[]): MeshFile[] =>
  editedFiles(
    files,
    () => true,
    edit(
      [],
      files.map(({ text }) => text),
    ),
  )

const editedFiles = (
  files: readonly MeshFile[],
  isKept: (document: Document) => boolean,
  change: (document: Document) => void,
): MeshFile[] =>
  files.flatMap(({ file, text }) => {
    if (text.includes('{{')) throw new Error(`${file}: {{ would be read as a template of Helm`)
    const documents = parseAllDocuments(text).filter(isKept)
    for (const document of documents) change(document)
    if (documents.length === 0) return []
    return [{ file, text: documents.map(textOf).join('---\n') }]
  })

const textOf = (document: Document): string =>
  document.toString({ lineWidth: 0, directives: false, flowCollectionPadding: true })

/** A policy that the rules above do not know must not reach a cluster. */
function refuseMentions(files: readonly MeshFile[], name: string): void {
  const isMention = new RegExp(`(?<![\\w-])${name}(?![\\w-])`)
  for (const { file, text } of files)
    for (const line of text.split('\n'))
      if (!line.trimStart().startsWith('#') && isMention.test(line))
        throw new Error(
          `mesh/istio/${file}: "${line.trim()}" names ${name}, which is never deployed; label its resource with ${developmentLabel}: 'true'`,
        )
}
