import { z } from 'zod'
import { isTemplate, templateFault } from '../template.ts'
import { saysSomething, selector, texts } from './common.ts'

const path = z
  .string()
  .min(1)
  .superRefine((value, context) => {
    const fault = isTemplate(value) ? templateFault(value) : undefined
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
  })

const portText = z
  .string()
  .refine((value) => /^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535, {
    message: 'is a port number in quotes',
  })

const source = z
  .strictObject({
    principals: texts.optional(),
    notPrincipals: texts.optional(),
    requestPrincipals: texts.optional(),
    notRequestPrincipals: texts.optional(),
    namespaces: texts.optional(),
    notNamespaces: texts.optional(),
  })
  .refine(saysSomething, { message: 'an empty source is refused' })

const operation = z
  .strictObject({
    hosts: texts.optional(),
    notHosts: texts.optional(),
    ports: z.array(portText).optional(),
    notPorts: z.array(portText).optional(),
    methods: texts.optional(),
    notMethods: texts.optional(),
    paths: z.array(path).optional(),
    notPaths: z.array(path).optional(),
  })
  .refine(saysSomething, { message: 'an empty operation is refused' })

const conditionKey = /^(request\.auth\.claims(\[[^[\]]+\])+|request\.headers\[[^[\]]+\])$/
const splitAtSpaces = /^request\.auth\.claims\[(scope|permission)\]$/

const condition = z
  .strictObject({
    key: z
      .string()
      .regex(conditionKey, { message: 'is unknown or not supported yet' })
      .refine((key) => !splitAtSpaces.test(key), { message: 'is not supported yet' }),
    values: texts.optional(),
    notValues: texts.optional(),
  })
  .refine(({ values = [], notValues = [] }) => values.length + notValues.length > 0, {
    message: 'a condition needs values or notValues',
  })

const rule = z.strictObject({
  from: z.array(z.strictObject({ source })).max(512).optional(),
  to: z.array(z.strictObject({ operation })).optional(),
  when: z.array(condition).optional(),
})

export const authorizationPolicySpec = z
  .strictObject({
    selector: selector.optional(),
    action: z.enum(['ALLOW', 'DENY']).default('ALLOW'),
    rules: z.array(rule).max(512).optional(),
  })
  .refine(({ action, rules = [] }) => action === 'ALLOW' || rules.length > 0, {
    message: 'DENY without rules could never take effect',
    path: ['rules'],
  })

export type AuthorizationPolicy = z.output<typeof authorizationPolicySpec>
export type Action = AuthorizationPolicy['action']
export type AuthorizationRule = z.output<typeof rule>
export type Source = z.output<typeof source>
export type Operation = z.output<typeof operation>
export type Condition = z.output<typeof condition>
