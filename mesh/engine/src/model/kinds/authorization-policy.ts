import { z } from 'zod'
import { templateError } from '../template.ts'
import { type CheckedRule, customViolation, ruleViolation } from './authorization-violations.ts'
import {
  attachment,
  attachmentError,
  hasOneAttachment,
  ipBlock,
  isNotEmpty,
  text,
  texts,
} from './common.ts'
import { conditionKey, conditionValuesError } from './condition-key.ts'
import { serviceAccountError, trustDomainError } from './policy-values.ts'
import { reportViolations, type Violation } from './violations.ts'

/** A list of texts; `errorOf` returns why a value is refused. */
const checked = (errorOf: (value: string) => string | undefined) =>
  z.array(
    text.superRefine((value, context) => {
      const message = errorOf(value)
      if (message !== undefined) context.addIssue({ code: 'custom', message })
    }),
  )

const ipBlocks = z.array(ipBlock)
const serviceAccounts = checked(serviceAccountError).max(16, 'may not have more than 16 values')
const trustDomains = checked(trustDomainError)
const paths = checked(templateError)
const ports = z.array(
  z
    .string()
    .regex(/^\d+$/, 'must be a port number in quotes')
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
  .refine(isNotEmpty, { message: '`from.source` must not be empty' })

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
  .refine(isNotEmpty, { message: '`to.operation` must not be empty' })

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
    const message = conditionValuesError(key, [...values, ...notValues])
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })

const rule = z
  .strictObject({
    from: z.array(z.strictObject({ source })).max(512).optional(),
    to: z.array(z.strictObject({ operation })).optional(),
    when: z.array(condition).optional(),
  })
  .superRefine((value, context) => report(ruleViolation(value), context))

export const authorizationPolicySpec = z
  .strictObject({
    ...attachment,
    action: z.enum(['ALLOW', 'DENY', 'AUDIT', 'CUSTOM']).default('ALLOW'),
    rules: z.array(rule).max(512).optional(),
    provider: z.strictObject({ name: z.string().default('') }).optional(),
  })
  .refine(hasOneAttachment, attachmentError)
  .superRefine(({ action, rules, provider }, context) => {
    if (action === 'CUSTOM') return report(customViolation(rules, provider?.name), context)
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

function report(violation: Violation | undefined, context: z.RefinementCtx) {
  if (violation !== undefined) reportViolations(() => [violation])(undefined, context)
}

export type AuthorizationPolicy = z.output<typeof authorizationPolicySpec>
export type Action = AuthorizationPolicy['action']
export type AuthorizationRule = z.output<typeof rule> & CheckedRule
export type Source = z.output<typeof source>
export type Operation = z.output<typeof operation>
export type Condition = z.output<typeof condition>
