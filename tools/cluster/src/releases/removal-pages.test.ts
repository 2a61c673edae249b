import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { expect, it } from 'vitest'

/** What each command of a page deletes with kubectl: a resource of CloudNativePG and, where it says so, its names. */
const deletesIn = (page: string): string[] =>
  readFileSync(join(repositoryRoot, page), 'utf8')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .flatMap((line) => /kubectl .*\bdelete (\S*postgresql\.cnpg\.io.*)$/.exec(line)?.[1] ?? [])

const pages = globSync('docs/**/*.md', { cwd: repositoryRoot }).filter(
  (page) => deletesIn(page).length > 0,
)

it('there are pages that delete databases', () => {
  expect(pages).toContain(join('docs', 'how-to', 'restore-the-databases.md'))
})

// A Database waits for a primary to drop it, or for the operator to see that its Cluster is gone.
it.each(pages)('%s deletes no database before its cluster', (page) => {
  const ofServing = deletesIn(page).filter((text) => !text.includes('postgres-restored'))
  const first = (kind: RegExp) => ofServing.findIndex((text) => kind.test(text))
  const cluster = first(/\bclusters?\.postgresql/)
  const database = first(/\bdatabases?\.postgresql/)
  expect(cluster === -1 ? 'no cluster' : 'a cluster').toBe('a cluster')
  if (database !== -1) expect(cluster).toBeLessThanOrEqual(database)
})
