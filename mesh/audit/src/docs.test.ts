import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { expect, it } from 'vitest'
import { otherAnswer } from './probe/compare.ts'
import { otherOperations } from './probe/drift.ts'
import { rules } from './rules/index.ts'
import { expiredSuppression, idleSuppression } from './suppress.ts'

const page = readFileSync(join(repositoryRoot, 'docs/audit.md'), 'utf8')
const documented = page
  .split('\n')
  .filter((line) => line.startsWith('| STOA'))
  .map((line) =>
    line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  )

it('docs/audit.md has every rule with its severity, sentence and mending, and no other', () => {
  const all = [...rules, otherAnswer, otherOperations, expiredSuppression, idleSuppression]
  expect(documented).toEqual(
    all.map(({ code, severity, summary, mend }) => [code, severity, summary, mend]),
  )
})
