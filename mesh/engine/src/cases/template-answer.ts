import { z } from 'zod'
import { envoyTemplate, isLiteral, isTemplate, templateError } from '../model/template.ts'
import type { Case } from './case.ts'

const input = z.object({
  paths: z.array(z.string()).default([]),
  path: z.string().default(''),
  segment: z.string().default(''),
})

/** The answer to a case about path templates, which has no request. */
export function templateAnswer(one: Case): Readonly<Record<string, unknown>> {
  const { paths, path, segment } = input.parse(one.input)
  return {
    valid: paths.every((value) => templateError(value) === undefined),
    isTemplate: isTemplate(path),
    validLiteral: isLiteral(segment),
    envoyUriTemplate: envoyTemplate(path),
  }
}
