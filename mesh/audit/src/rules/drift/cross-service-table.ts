import { fact, type Rule } from '../rule.ts'

export const crossServiceTable: Rule = {
  code: 'STOA921',
  severity: 'error',
  summary: "A database role can access another service's tables",
  why: 'The access bypasses the owning service, its rules and its policies, and the mesh does not see it.',
  fix: 'REVOKE the grant, and REVOKE CONNECT on the database from PUBLIC.',
  check: ({ grants }) => {
    if (grants === undefined) return []
    const accesses = grants.grants.filter(
      ({ role, database, table }) => table !== undefined && grants.owners[database] !== role,
    )
    const connects = (role: string, database: string) =>
      grants.grants.some(
        (one) => one.role === role && one.database === database && one.privilege === 'CONNECT',
      )
    return accesses
      .filter(({ role, database }) => connects(role, database))
      .map(({ role, database, table, privilege }) => ({
        at: { file: grants.from, line: 1 },
        resource: `role ${role}`,
        message: `may ${privilege} ${table} of ${database}, which belongs to ${grants.owners[database]}`,
        evidence: fact(`${role} has CONNECT on ${database} and ${privilege} on ${table}`),
      }))
  },
}
