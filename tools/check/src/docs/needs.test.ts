import { dirname } from 'node:path'
import { expect, it } from 'vitest'
import { commandsInFences } from './blocks.ts'
import { readPages } from './pages.ts'

const bringsHelm = `PATH="$(npx stoa tools build helm | sed 's/^built //'):$PATH"`

/** Commands that fail where the page's reader has done what stands above them, and nothing else. */
function needs(lines: readonly string[]): string[] {
  return lines.flatMap((line, index) => {
    const before = lines.slice(0, index)
    const folder = dirname(/ > (\S+)$/.exec(line)?.[1] ?? '.')
    return [
      ...(/^helm /.test(line) && !before.includes(bringsHelm) ? [`no helm yet: ${line}`] : []),
      ...(folder !== '.' && !before.includes(`mkdir -p ${folder}`) && !folder.startsWith('/tmp')
        ? [`no folder ${folder} yet: ${line}`]
        : []),
    ]
  })
}

it.each(readPages())('$file calls Helm, and writes into folders, once they are there', (page) => {
  expect(needs(commandsInFences(page))).toEqual([])
})

it('a page that calls a Helm of nowhere, or writes into no folder, is found', () => {
  expect(needs(['npx stoa tools build helm', 'helm template stoa > rendered/stoa.yaml'])).toEqual([
    'no helm yet: helm template stoa > rendered/stoa.yaml',
    'no folder rendered yet: helm template stoa > rendered/stoa.yaml',
  ])
  expect(needs([bringsHelm, 'mkdir -p rendered', 'helm template a > rendered/a.yaml'])).toEqual([])
})
