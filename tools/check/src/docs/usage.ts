const escaped = (option: string) => option.replace(/[-[\]]/g, '\\$&')

const knows = (usage: string, option: string) =>
  new RegExp(`(^|[\\s[|,(])${escaped(option)}(?![\\w-])`).test(usage)

/** A value follows an option after one space or `=`; two spaces begin its explanation. */
const takesValue = (usage: string, option: string) =>
  new RegExp(`${escaped(option)}(, --?[\\w-]+)*[ =][^\\s|\\]-]`).test(usage)

/** Whether the synopsis names anything besides options: `stoa logs [options] [NAME...]`. */
const takesOperands = (usage: string) => {
  const synopsis = usage.split('\n\n')[0] ?? ''
  const rest = synopsis.replace(/--?[a-z][\w-]*( [A-Z][\w,=.]*)?/g, '')
  return /\b[A-Z][A-Z|]+\b/.test(rest)
}

/** What is wrong with the arguments, according to the text that `--help` prints. */
export function argumentProblems(args: readonly string[], usage: string): string[] {
  const problems: string[] = []
  const rest = [...args]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [option = '', value] = word.split('=')
    if (!word.startsWith('-')) {
      if (!takesOperands(usage)) problems.push(`takes no argument ${word}`)
    } else if (!knows(usage, option)) problems.push(`has no option ${option}`)
    else if (value === undefined && takesValue(usage, option)) {
      const next = rest.shift()
      if (next === undefined || next.startsWith('-')) problems.push(`${option} needs a value`)
    }
  }
  return problems
}
