const token = /\s+|#.*|&&|\|\||[;|&]|>+|<|(?:[^\s;|&<>"']|"(?:[^"\\]|\\.)*"|'[^']*')+/y

const unquoted = (word: string) => word.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g, '$1$2')

/** The simple commands of a line of shell, each as its words, without comments, redirections and variables set before it. */
export function commandsOf(line: string): string[][] {
  const commands: string[][] = [[]]
  let isTarget = false
  for (const [text] of line.matchAll(new RegExp(token, 'gy'))) {
    if (/^(\s|#)/.test(text)) continue
    if (/^(&&|\|\||[;|&])$/.test(text)) commands.push([])
    else if (/^[<>]/.test(text)) isTarget = true
    else if (isTarget) isTarget = false
    else commands.at(-1)?.push(unquoted(text))
  }
  return commands.map(withoutVariables).filter((words) => words.length > 0)
}

const withoutVariables = (words: readonly string[]): string[] => {
  const first = words.findIndex((word) => !/^\w+=/.test(word))
  return first < 0 ? [] : words.slice(first)
}
