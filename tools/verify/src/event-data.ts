/**
 * SQL of an event's data as JSON that Postgres can read. A text in it may have NUL or half of a surrogate pair, which an older
 * release accepted and which makes Postgres refuse to read any field; backslashes are left out, of texts alone.
 */
export const eventData = (column: string): string =>
  String.raw`replace(replace(${column}::text, '\\', ''), '\u', 'u')::json`
