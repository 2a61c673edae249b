export interface ShellBlock {
  readonly file: string
  /** Of the block's first command. */
  readonly line: number
  readonly commands: string
}

export interface Page {
  readonly file: string
  readonly text: string
}

interface Fence {
  readonly info: string
  readonly line: number
  readonly content: readonly string[]
}

function fencesOf(text: string): Fence[] {
  const fences: Fence[] = []
  let open: { info: string; line: number; content: string[] } | undefined
  for (const [index, line] of text.split('\n').entries()) {
    const info = /^\s*```(.*)$/.exec(line)?.[1]
    if (info === undefined) open?.content.push(line)
    else if (open) {
      fences.push(open)
      open = undefined
    } else open = { info: info.trim(), line: index + 2, content: [] }
  }
  return fences
}

/** The blocks marked `sh`: commands that a test checks or runs. `sh example` and `console` are examples. */
export const shellBlocks = ({ file, text }: Page): ShellBlock[] =>
  fencesOf(text)
    .filter(({ info }) => info === 'sh')
    .map(({ line, content }) => ({ file, line, commands: content.join('\n') }))

/** The lines of every shell block of a page, examples included, each without its indentation. */
export const commandsInFences = ({ text }: Page): string[] =>
  fencesOf(text)
    .filter(({ info }) => /^sh( |$)/.test(info))
    .flatMap(({ content }) => content.map((line) => line.trim()))

const unchecked = new Set(['', 'bash', 'shell', 'text', 'zsh'])

/** Blocks that hold our commands under a mark that no test looks at. */
export const unmarkedBlocks = ({ file, text }: Page): string[] =>
  fencesOf(text)
    .filter(({ info, content }) => unchecked.has(info) && content.some(isOurCommand))
    .map(({ line }) => `${file}:${line}: mark the commands as sh, or as sh example`)

const isOurCommand = (line: string) => /^(\$ )?(npx stoa|npm) /.test(line.trim())

export interface PageStep {
  /** Of a complete file: a block marked with a language and a path, such as `ts services/a/src/b.ts`. */
  readonly path?: string
  readonly text: string
  /** Of a line in a shell block. */
  readonly command?: string
}

/** What a reader of a page does, in its order: writes files and runs commands. */
export const stepsOf = ({ text }: Page): PageStep[] =>
  fencesOf(text).flatMap(({ info, content }): PageStep[] => {
    const path = /^\w+ (\S+\/\S+)$/.exec(info)?.[1]
    if (path) return [{ path, text: `${content.join('\n')}\n` }]
    return /^sh( |$)/.test(info)
      ? content.map((line) => ({ text: line, command: line.trim() }))
      : []
  })

/** Our commands in the running text, such as `npx stoa status`; those with a placeholder (`<`, `…`) are left out. */
export const inlineCommands = ({ text }: Page): string[] =>
  [...text.replaceAll(/^\s*```[\s\S]*?^\s*```/gm, '').matchAll(/`((?:npx stoa|npm) [^`]+)`/g)]
    .map(([, command = '']) => command.replaceAll(/\s+/g, ' '))
    .filter((command) => !/[<…]/.test(command))
