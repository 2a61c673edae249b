import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CannotRun } from '@stoa/topology'
import { parseAllDocuments } from 'yaml'
import { type KubernetesObject, kubernetesObject } from '../kubernetes/object.ts'

/** The objects of a YAML file, or of every YAML file below a folder. @throws CannotRun naming the file and what is wrong */
export function readObjects(path: string): readonly KubernetesObject[] {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) throw new CannotRun(`${path} does not exist; give a YAML file or a folder of them`)
  const files = stat.isDirectory()
    ? globSync('**/*.{yaml,yml}', { cwd: path })
        .sort()
        .map((file) => join(path, file))
    : [path]
  return files.flatMap((file) => objectsOf(readFileSync(file, 'utf8'), file))
}

/** The objects in a YAML text. `file` is for messages. */
export function objectsOf(text: string, file: string): readonly KubernetesObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors
    if (error) throw new CannotRun(`${file}: ${error.message.split('\n')[0]}`)
    const value: unknown = document.toJS()
    if (value === null) return []
    const parsed = kubernetesObject.safeParse(value)
    if (parsed.success) return [parsed.data]
    const [issue] = parsed.error.issues
    throw new CannotRun(`${file}: ${issue?.path.join('.')}: ${issue?.message}`)
  })
}
