import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'

export const runbooksFolder = 'docs/runbooks'

/** What every runbook says, in this order. */
export const runbookSections = [
  'What the customer feels',
  'Confirm it',
  'What to do',
  'What not to do',
] as const

export const runbookOf = (alert: string): string => `${runbooksFolder}/${alert}.md`

/** The text of an alert's runbook; undefined when there is none. */
export function readRunbook(alert: string, root = repositoryRoot): string | undefined {
  const file = join(root, runbookOf(alert))
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/** Whether the text has every section, in order, each with something in it. */
export function isWhole(text: string): boolean {
  const sections = text.split(/^## /m).slice(1)
  return (
    sections.length === runbookSections.length &&
    sections.every((section, index) => {
      const [heading, ...rest] = section.split('\n')
      return heading === runbookSections[index] && rest.join('').trim() !== ''
    })
  )
}
