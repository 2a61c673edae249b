import { MeshError, parseMeshFiles } from '../src/index.ts'

const groups: Readonly<Record<string, string>> = { Telemetry: 'telemetry' }

/** The problems of a file, each with file, line and field; or `accepted`. */
export function refusalOf(text: string): string {
  try {
    parseMeshFiles([{ file: 'a.yaml', text }])
  } catch (error) {
    if (error instanceof MeshError) return error.message
    throw error
  }
  return 'accepted'
}

/** The problems of one resource; or `accepted`. */
export function refusal(kind: string, spec: string, name = 'a'): string {
  const version = kind === 'EnvoyFilter' ? 'v1alpha3' : 'v1'
  return refusalOf(`apiVersion: ${groups[kind] ?? 'networking'}.istio.io/${version}
kind: ${kind}
metadata: { name: ${name}, namespace: commerce }
spec: ${spec}`)
}
