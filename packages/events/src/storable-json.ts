/** Escaped backslashes and pairs of surrogates, which stay as they are, before NUL and halves of pairs, which do not. */
const escapes =
  /\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u0000|\\u[dD][89a-fA-F][0-9a-fA-F]{2}/g

const isKept = (found: string): boolean => found === '\\\\' || found.length === 12

/**
 * JSON with U+FFFD in place of NUL and of halves of surrogate pairs, which no database can hold: an event with them would
 * fail in every consumer that stores its text.
 */
export const storableJson = (json: string): string =>
  json.includes('\\u')
    ? json.replace(escapes, (found) => (isKept(found) ? found : '\\ufffd'))
    : json
