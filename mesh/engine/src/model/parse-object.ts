import type { z } from 'zod'
import type { YamlObject } from './documents.ts'
import { dryRunAnnotation, dryRunError } from './dry-run.ts'
import { isKind, type Kind, kinds } from './kinds.ts'
import { describePath, type Path } from './path.ts'
import type { Problem } from './problem.ts'
import { envelopeSchema, type Resource } from './resource.ts'

export type ParsedObject =
  | { readonly kind: Kind; readonly resource: Resource<unknown> }
  | { readonly problems: readonly Problem[] }

/**
 * Whether an object is meant to be of a supported Istio kind. An Istio kind without a version, or
 * an Istio version without a kind, counts as a mistake in such an object.
 */
export function isIstioObject({ value }: YamlObject): boolean {
  if (value === null || typeof value !== 'object') return true
  const version = 'apiVersion' in value ? String(value.apiVersion) : undefined
  const kind = 'kind' in value ? String(value.kind) : undefined
  if (version === undefined) return kind !== undefined && isKind(kind)
  const group = version.split('/')[0] ?? ''
  return group.endsWith('.istio.io') && (kind === undefined || isKind(kind))
}

/** Parses one Istio object; returns either its resource or its problems. */
export function parseObject(file: string, { value, lineOf }: YamlObject): ParsedObject {
  const problemAt = (path: Path, message: string): Problem => ({
    file,
    line: lineOf(path),
    field: describePath(path),
    message,
  })
  const problemsOf = (issues: readonly z.core.$ZodIssue[], at: Path) => ({
    problems: issues.flatMap((issue) =>
      flattenIssue(issue, at).map((c) => problemAt(c.path, c.message)),
    ),
  })

  const envelope = envelopeSchema.safeParse(value)
  if (!envelope.success) return problemsOf(envelope.error.issues, [])
  const { apiVersion, kind, metadata, spec, status: _, ...rest } = envelope.data
  if (!isKind(kind)) {
    return { problems: [problemAt(['kind'], `kind ${kind} is unknown or not supported`)] }
  }
  const unknownFields = Object.keys(rest).map((key) => problemAt([key], unknownFieldMessage))
  if (unknownFields.length > 0) return { problems: unknownFields }
  if (!kinds[kind].versions.includes(apiVersion)) {
    return { problems: [problemAt(['apiVersion'], `${apiVersion} is not a version of ${kind}`)] }
  }
  const read = kinds[kind].read(spec === undefined ? {} : spec, metadata)
  if ('issues' in read) return problemsOf(read.issues, ['spec'])
  const annotations = metadata.annotations ?? {}
  const fault = dryRunError(kind, annotations, 'action' in read.spec ? read.spec.action : undefined)
  if (fault !== undefined)
    return { problems: [problemAt(['metadata', 'annotations', dryRunAnnotation], fault)] }
  const resource: Resource<unknown> = {
    kind,
    name: metadata.name,
    namespace: metadata.namespace,
    createdAt: metadata.creationTimestamp ?? undefined,
    annotations,
    spec: read.spec,
    locate: (path) => ({ file, line: lineOf(path) }),
  }
  return { kind, resource }
}

const unknownFieldMessage = 'field is unknown or not supported'

/** The paths and messages of a schema issue; each unknown key separately. */
export function flattenIssue(
  issue: z.core.$ZodIssue,
  at: Path,
): readonly { path: Path; message: string }[] {
  const path = [
    ...at,
    ...issue.path.map((step) => (typeof step === 'number' ? step : String(step))),
  ]
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => ({ path, message }))
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }]
  return issue.keys.map((key) => ({ path: [...path, key], message: unknownFieldMessage }))
}
