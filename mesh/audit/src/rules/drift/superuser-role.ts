import { fact, type Rule } from '../rule.ts'

export const superuserRole: Rule = {
  code: 'STOA922',
  severity: 'error',
  summary: "A service's database role is a superuser",
  why: 'Grants do not limit a superuser: the service can read and change every table.',
  fix: 'ALTER ROLE … NOSUPERUSER.',
  check: ({ grants, services }) =>
    (grants?.superusers ?? [])
      .filter((role) => services.some(({ name, database }) => role === name || role === database))
      .map((role) => ({
        at: { file: grants?.from ?? '', line: 1 },
        resource: `role ${role}`,
        message: `${role} is a superuser`,
        evidence: fact(`SELECT rolsuper FROM pg_roles WHERE rolname = '${role}' returns true`),
      })),
}
