import { fact, type Rule } from '../rule.ts'

export const strongRole: Rule = {
  code: 'STOA922',
  severity: 'error',
  summary: 'The role of a service is a superuser of the database',
  why: 'No grant counts for it: it reads and changes everything of everybody.',
  mend: 'ALTER ROLE … NOSUPERUSER.',
  check: ({ grants, services }) =>
    (grants?.superusers ?? [])
      .filter((role) => services.some(({ name, database }) => role === name || role === database))
      .map((role) => ({
        at: { file: grants?.from ?? '', line: 1 },
        resource: `role ${role}`,
        message: `${role} is a superuser`,
        demonstration: fact(`SELECT rolsuper FROM pg_roles WHERE rolname = '${role}' answers true`),
      })),
}
