export type Value = string | readonly string[]

/** Text as SQL in which no character of it has a meaning: its bytes in hex. */
const textOf = (value: string): string =>
  `convert_from(decode('${Buffer.from(value).toString('hex')}', 'hex'), 'UTF8')`

const literalOf = (value: Value): string =>
  typeof value === 'string' ? textOf(value) : `array[${value.map(textOf).join(', ')}]::text[]`

/** What psql reads to run a statement with `$1`, `$2`… and print its rows as one JSON array. */
export const statementText = (statement: string, values: readonly Value[] = []): string =>
  [
    // A slow statement is logged with its values, which are personal data.
    'set log_min_duration_statement = -1;',
    'prepare statement as',
    `with answer as (${statement})`,
    `select coalesce(json_agg(answer), '[]') from answer;`,
    `execute statement${values.length > 0 ? `(${values.map(literalOf).join(', ')})` : ''};`,
    '',
  ].join('\n')
