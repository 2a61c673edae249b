interface Rule {
  readonly pattern: RegExp
  readonly fault: string
}

const writesAnew = 'writes its table anew while nobody may read it'

/** What the version before, which runs beside the new one, cannot bear. */
const rules: readonly Rule[] = [
  {
    pattern: /\bdrop (table|column|index|type|view|function|trigger|schema)\b/,
    fault: 'drops what the version before may use',
  },
  {
    pattern: /\bdrop constraint \w+_(pkey|key)\b/,
    fault: 'drops a key, by which the version before may find conflicts',
  },
  { pattern: /\brename\b/, fault: 'renames what the version before knows by its name' },
  {
    pattern: /\balter column \w+ (set data )?type\b/,
    fault: 'changes the type of a column, and writes its table anew while nobody may read it',
  },
  { pattern: /\bset (un)?logged\b|\bset expression as\b/, fault: writesAnew },
  { pattern: /\bgenerated always as \(.*\) stored\b/, fault: writesAnew },
  { pattern: /\badd column \w+ ((big|small)?serial\b|[^,;]*\bas identity\b)/, fault: writesAnew },
  {
    pattern:
      /\badd column [^,;]*\bdefault (gen_random_uuid|random|clock_timestamp|nextval|uuidv\d)\(/,
    fault: writesAnew,
  },
  { pattern: /\bdisable trigger\b/, fault: 'disables what the version before relies on' },
  {
    pattern: /\bset not null\b/,
    fault: 'refuses rows without a value that the version before may leave out',
  },
  { pattern: /^truncate\b|\bdelete from\b/, fault: 'deletes rows' },
]

/** Where SQL lets the word `column` be left out. */
const bareColumn =
  /\b(add|alter|drop) (?!column|constraint|check|primary|unique|foreign|exclude|not|default|expression|identity|generated|value|table|index|if\b)(?=\w+)/g

const addsColumn = /\badd column (\w+) ([^,;]*)/g
const addsConstraint = /\badd (?:constraint (\w+) )?(check|primary key|unique|foreign key|exclude)/g

/**
 * Why a migration does more than expand: each fault of its SQL, if any. Old and new versions run beside each other on its
 * result, so that what contracts belongs into a later release. A constraint that replaces one of its name passes, since
 * nobody but a reader knows whether it permits more. Pure.
 */
export function contractionsOf(text: string): string[] {
  const statements = text
    .split(';')
    .map((statement) =>
      statement.replaceAll(/--.*$/gm, '').replaceAll(/\s+/g, ' ').trim().toLowerCase(),
    )
  const created = new Set(
    statements.flatMap((one) => /^create table (?:if not exists )?(\w+)/.exec(one)?.[1] ?? []),
  )
  return statements.flatMap((short) => {
    const table = /^alter table (?:only )?(\w+)/.exec(short)?.[1]
    const statement = table ? short.replaceAll(bareColumn, '$1 column ') : short
    if (table && created.has(table)) return []
    if (/^create (table|trigger|or replace|function)/.test(statement)) return []
    return [
      ...rules.filter(({ pattern }) => pattern.test(statement)).map(({ fault }) => fault),
      ...(table ? narrowed(statement) : []),
      ...uniqueIndex(statement, created),
    ]
  })
}

function narrowed(statement: string): string[] {
  const columns = [...statement.matchAll(addsColumn)].map(([, name = '', rest = '']) => ({
    name,
    rest,
  }))
  const isNew = (check: string) =>
    columns.some(({ name }) => new RegExp(`\\b${name}\\b`).test(check))
  const constraints = [...statement.matchAll(addsConstraint)].filter(
    ([, name, kind], index, all) => {
      const from = all[index]?.index ?? 0
      const replaces = name !== undefined && statement.includes(`drop constraint ${name}`)
      return !replaces && !(kind === 'check' && isNew(statement.slice(from, all[index + 1]?.index)))
    },
  )
  return [
    ...columns
      .filter(({ rest }) => /\bnot null\b/.test(rest) && !/\b(default|generated)\b/.test(rest))
      .map(({ name }) => `adds the column ${name}, which the version before does not fill`),
    ...constraints.map(([, , kind]) => `adds a ${kind} that rows of the version before may break`),
  ]
}

const uniqueIndex = (statement: string, created: ReadonlySet<string>): string[] => {
  const table = /^create unique index (?:.*? )?on (?:only )?(\w+)/.exec(statement)?.[1]
  return table && !created.has(table)
    ? ['adds a unique index that rows of the version before may break']
    : []
}
