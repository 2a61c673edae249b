/**
 * What keeps rows and parameters out of Postgres's log, on the laptop and in a cluster. An error reaches its client
 * whole, whose log says the code and the constraint.
 */
export const logSettings = {
  // No DETAIL (`Failing row contains ...`, `Parameters: $1 = ...`), CONTEXT or QUERY.
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  // No statement beside an error.
  log_min_error_statement: 'panic',
  log_statement: 'none',
} as const

/**
 * The message of a failed statement quotes values itself (`invalid input syntax for type uuid: "..."`), so no session
 * logs errors; those of background processes stay. Only a superuser may change it.
 */
export const quietSessions = 'alter role all set log_min_messages = log'
