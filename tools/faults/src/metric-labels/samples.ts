export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

export interface Exposed {
  /** The names that are declared with a type. */
  readonly declared: readonly string[]
  readonly samples: readonly Sample[]
}

const sample = /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>(?:[^"}]|"(?:[^"\\]|\\.)*")*)\})? \S+/
const label = /(?<name>\w+)="(?<value>(?:[^"\\]|\\.)*)"/g
const escaped: Readonly<Record<string, string>> = { '\\\\': '\\', '\\"': '"', '\\n': '\n' }

const labelsOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(label)].map(({ groups }) => [
      groups?.name,
      groups?.value?.replaceAll(/\\[\\"n]/g, (one) => escaped[one] ?? one),
    ]),
  )

/** Reads the text format of Prometheus. Throws on a line that is neither a comment nor a sample. */
export function parseExposition(text: string): Exposed {
  const declared: string[] = []
  const samples: Sample[] = []
  for (const line of text.split('\n')) {
    const [, name] = /^# TYPE (\S+) /.exec(line) ?? []
    if (name) declared.push(name)
    if (line === '' || line.startsWith('#')) continue
    const { groups } = sample.exec(line) ?? {}
    if (!groups?.name) throw new Error(`expected a sample, found ${line}`)
    samples.push({ name: groups.name, labels: labelsOf(groups.labels ?? '') })
  }
  return { declared, samples }
}
