import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'

export const folder = join(repositoryRoot, 'observability')

export const readText = (path: string): string => readFileSync(join(folder, path), 'utf8')

/** The text with one part replaced. @throws Error when the part is not there */
export function damaged(text: string, part: string, by: string): string {
  if (!text.includes(part)) throw new Error(`there is no ${part} to damage`)
  return text.replace(part, by)
}
