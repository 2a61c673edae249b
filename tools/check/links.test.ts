import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { anchorsOf, brokenLinks, type Pages } from './links.ts'

const root = resolve(import.meta.dirname, '../..')

function trackedPages(): Pages {
  const options = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const files = execFileSync('git', options, { cwd: root, encoding: 'utf8' }).split('\0')
  const present = files.filter((file) => file && existsSync(join(root, file)))
  const folders = present.flatMap((file) =>
    file.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/') || '.'),
  )
  const all = new Set([...present, ...folders])
  return {
    texts: new Map(
      present
        .filter((file) => file.endsWith('.md'))
        .map((file) => [file, readFileSync(join(root, file), 'utf8')]),
    ),
    has: (path) => all.has(path.replace(/\/$/, '')),
  }
}

const pagesOf = (files: Readonly<Record<string, string>>): Pages => ({
  texts: new Map(Object.entries(files)),
  has: (path) => path in files || path === 'docs',
})

it('every relative link of every page leads to a file, and its anchor to a heading', () => {
  expect(brokenLinks(trackedPages())).toEqual([])
})

it.each([
  ['a file', '[x](missing.md)', 'missing.md leads to no file'],
  ['a picture', '<img src="missing.svg">', 'missing.svg leads to no file'],
  ['a heading of another page', '[x](other.md#nowhere)', 'a heading that docs/other.md does not'],
  ['a heading of the page itself', '[x](#nowhere)', 'a heading that docs/page.md does not have'],
])('a link to %s that does not exist is found', (_, link, message) => {
  const pages = pagesOf({ 'docs/page.md': `# Page\n\n${link}\n`, 'docs/other.md': '# Other\n' })
  expect(brokenLinks(pages)).toEqual([expect.stringContaining(message)])
})

it('external links, links in code and links that resolve pass', () => {
  const text = `# Page

[a](https://example.com/x#y) [b](other.md#an-order) [c](../docs) [d](#page) \`[e](missing.md)\`

\`\`\`md
[f](missing.md)
\`\`\`
`
  expect(brokenLinks(pagesOf({ 'docs/page.md': text, 'docs/other.md': '## An order' }))).toEqual([])
})

it('anchors are those of GitHub: lower case, without punctuation, numbered when a heading repeats', () => {
  const text = '# What’s `stoa up`?\n\n## An order\n\n## An order\n\n```sh\n# no heading\n```\n'
  expect([...anchorsOf(text)]).toEqual(['whats-stoa-up', 'an-order', 'an-order-1'])
})
