import { isTemplate, parseStringRule } from '@stoa/mesh/policy'

/** Sample paths that a policy's path pattern matches, at the extremes of what it allows. */
export function samplesOf(pattern: string): readonly string[] {
  if (isTemplate(pattern)) {
    const short = pattern.replaceAll('{*}', 'probe')
    return [
      ...new Set(['probe', 'probe/beyond/every-depth'].map((x) => short.replaceAll('{**}', x))),
    ]
  }
  const { kind, text } = { text: '', ...parseStringRule(pattern) }
  switch (kind) {
    case 'present':
      return ['/probe/beyond/every-depth']
    case 'prefix':
      return [`${text}probe/beyond/every-depth`]
    case 'suffix':
      return [`/probe/beyond/every-depth${text}`]
    case 'exact':
      return [text]
  }
}
