import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { parseAllDocuments } from 'yaml'

/**
 * The namespaces that the release `namespaces` makes. With `--create-namespace` Helm 4 would apply a bare one in their
 * place, which takes away the labels: without them no sidecar is injected and no pod is held to `restricted`.
 */
export const ownNamespaces = (): readonly string[] =>
  parseAllDocuments(readFileSync(join(repositoryRoot, 'charts/namespaces.yaml'), 'utf8')).map(
    (document) => document.toJS().metadata.name as string,
  )
