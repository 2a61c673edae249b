import { fact, type Rule } from '../rule.ts'

export const foreignTable: Rule = {
  code: 'STOA921',
  severity: 'error',
  summary: "A role can reach another service's tables",
  why: 'It goes around that service, its rules and its policies, and no mesh sees it.',
  mend: 'REVOKE the grant, and CONNECT on the database from PUBLIC.',
  check: ({ grants }) => {
    if (grants === undefined) return []
    const reads = grants.grants.filter(
      ({ role, database, table }) => table !== undefined && grants.owners[database] !== role,
    )
    const connects = (role: string, database: string) =>
      grants.grants.some(
        (one) => one.role === role && one.database === database && one.privilege === 'CONNECT',
      )
    return reads
      .filter(({ role, database }) => connects(role, database))
      .map(({ role, database, table, privilege }) => ({
        at: { file: grants.from, line: 1 },
        resource: `role ${role}`,
        message: `may ${privilege} ${table} of ${database}, which belongs to ${grants.owners[database]}`,
        demonstration: fact(
          `psql -U ${role} ${database} -c "${privilege === 'SELECT' ? 'SELECT * FROM' : privilege} ${table} …" is let through by the grant`,
        ),
      }))
  },
}
