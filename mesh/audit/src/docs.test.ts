import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { expect, it } from 'vitest'
import { unexpectedAnswer } from './probe/compare.ts'
import { operationsMismatch } from './probe/drift.ts'
import { rules } from './rules/index.ts'
import { expiredSuppression, unusedSuppression } from './suppress.ts'

const page = readFileSync(join(repositoryRoot, 'docs/audit.md'), 'utf8')
const documented = page
  .split(/^(?=#{2,4} )/m)
  .filter((section) => section.startsWith('#### '))
  .map((section) => section.trim())

it('docs/audit.md has an entry for every rule: code, severity, title, reason and fix', () => {
  const all = [
    ...rules,
    ...[unexpectedAnswer, operationsMismatch, expiredSuppression, unusedSuppression],
  ]
  expect(documented).toEqual(
    all.map(({ code, severity, summary, why, fix }) =>
      [
        `#### ${code} (${severity}): ${summary}`,
        `Why it matters: ${why}`,
        `How to fix it: ${fix}`,
      ].join('\n\n'),
    ),
  )
})
