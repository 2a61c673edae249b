const inCode = /^```sh.*?\n(.*?)^```$|`([^`\n]+)`/gms
const command = /(?:^|npx )stoa ([a-z][a-z-]*)(?: (--access|[a-z][a-z-]*))?/gm

/** The commands that a page has in its code, such as `logs` and `orders stuck`, each once. */
export const commandsIn = (page: string): string[] => [
  ...new Set(
    [...page.matchAll(inCode)].flatMap(([, block, span = '']) =>
      [...(block ?? span).matchAll(command)].map(([, name, verb]) =>
        verb ? `${name} ${verb}` : `${name}`,
      ),
    ),
  ),
]

/** The commands of a table whose first column is for the laptop. */
export const commandsOfRows = (readme: string): string[] =>
  readme
    .split('\n')
    .filter((line) => line.startsWith('| `npx stoa '))
    .flatMap((line) => commandsIn(line.split('|')[1] ?? ''))

const fence = /^( *)```sh.*?\n(.*?)^\1```$/gms

/** The blocks of shell of a page, examples included, each without the indentation of its list. */
export const shellBlocksIn = (page: string): string[] =>
  [...page.matchAll(fence)].map(([, indent = '', block = '']) =>
    block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  )
