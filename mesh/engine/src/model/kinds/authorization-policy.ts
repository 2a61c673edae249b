import { z } from 'zod'
import { type CheckedRule, customFault, ruleFault } from './authorization-faults.ts'
import {
  attachedOnce,
  attachedTwice,
  attachment,
  ipBlock,
  saysSomething,
  text,
  texts,
} from './common.ts'
import { conditionKey, valuesFault } from './condition-key.ts'
import { pathFault, serviceAccountFault, trustDomainFault } from './policy-values.ts'

/** A list whose values `fault` may find something wrong with. */
const checked = (fault: (value: string) => string | undefined) =>
  z.array(
    text.superRefine((value, context) => {
      const message = fault(value)
      if (message !== undefined) context.addIssue({ code: 'custom', message })
    }),
  )

const ipBlocks = z.array(ipBlock)
const serviceAccounts = checked(serviceAccountFault).max(16, 'may not have more than 16 values')
const trustDomains = checked(trustDomainFault)
const paths = checked(pathFault)
const ports = z.array(
  z
    .string()
    .regex(/^\d+$/, 'is a port number in quotes')
    .refine((value) => Number(value) <= 65_535, {
      message: 'bad port',
    }),
)

const source = z
  .strictObject({
    principals: texts.optional(),
    notPrincipals: texts.optional(),
    requestPrincipals: texts.optional(),
    notRequestPrincipals: texts.optional(),
    namespaces: texts.optional(),
    notNamespaces: texts.optional(),
    serviceAccounts: serviceAccounts.optional(),
    notServiceAccounts: serviceAccounts.optional(),
    trustDomains: trustDomains.optional(),
    notTrustDomains: trustDomains.optional(),
    ipBlocks: ipBlocks.optional(),
    notIpBlocks: ipBlocks.optional(),
    remoteIpBlocks: ipBlocks.optional(),
    notRemoteIpBlocks: ipBlocks.optional(),
  })
  .refine(saysSomething, { message: '`from.source` must not be empty' })

const operation = z
  .strictObject({
    hosts: texts.optional(),
    notHosts: texts.optional(),
    ports: ports.optional(),
    notPorts: ports.optional(),
    methods: texts.optional(),
    notMethods: texts.optional(),
    paths: paths.optional(),
    notPaths: paths.optional(),
  })
  .refine(saysSomething, { message: '`to.operation` must not be empty' })

const condition = z
  .strictObject({
    key: conditionKey,
    values: texts.optional(),
    notValues: texts.optional(),
  })
  .refine(({ values = [], notValues = [] }) => values.length + notValues.length > 0, {
    message: 'at least one of `values` or `notValues` must be set',
  })
  .superRefine(({ key, values = [], notValues = [] }, context) => {
    const message = valuesFault(key, [...values, ...notValues])
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })

const rule = z
  .strictObject({
    from: z.array(z.strictObject({ source })).max(512).optional(),
    to: z.array(z.strictObject({ operation })).optional(),
    when: z.array(condition).optional(),
  })
  .superRefine((value, context) => report(ruleFault(value), context))

export const authorizationPolicySpec = z
  .strictObject({
    ...attachment,
    action: z.enum(['ALLOW', 'DENY', 'AUDIT', 'CUSTOM']).default('ALLOW'),
    rules: z.array(rule).max(512).optional(),
    provider: z.strictObject({ name: z.string().default('') }).optional(),
  })
  .refine(attachedOnce, attachedTwice)
  .superRefine(({ action, rules, provider }, context) => {
    if (action === 'CUSTOM') return report(customFault(rules, provider?.name), context)
    if (provider !== undefined)
      report(
        {
          path: ['provider'],
          message: `\`provider\` must not be with non CUSTOM action, found ${action}`,
        },
        context,
      )
    if (action === 'DENY' && (rules ?? []).length === 0)
      report(
        {
          path: ['rules'],
          message: 'DENY action without `rules` is meaningless as it will never be triggered',
        },
        context,
      )
  })

function report(
  fault: { path: PropertyKey[]; message: string } | undefined,
  context: z.RefinementCtx,
) {
  if (fault !== undefined) context.addIssue({ code: 'custom', ...fault })
}

export type AuthorizationPolicy = z.output<typeof authorizationPolicySpec>
export type Action = AuthorizationPolicy['action']
export type AuthorizationRule = z.output<typeof rule> & CheckedRule
export type Source = z.output<typeof source>
export type Operation = z.output<typeof operation>
export type Condition = z.output<typeof condition>
