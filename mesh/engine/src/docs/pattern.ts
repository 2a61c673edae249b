/** Whether a pattern such as `http[].match[].headers.*` matches a field or one of its parents. */
export function isMatch(pattern: string, path: string, exactly = false): boolean {
  const wanted = pattern.split('.')
  const steps = path.split('.')
  if (exactly ? wanted.length !== steps.length : wanted.length > steps.length) return false
  return wanted.every((step, index) => {
    const own = steps[index] ?? ''
    return step === '*' || own === step || own === `${step}[]`
  })
}
