import { readFileSync } from 'node:fs'

/** The last line of a test run. A file that could not be loaded, or a run without results, counts as one failure. */
export function summaryOf(file) {
  const { passed, failed } = countOf(file)
  return { line: `${passed} passed, ${failed} failed`, failed }
}

function countOf(file) {
  try {
    const results = JSON.parse(readFileSync(file, 'utf8'))
    const broken = results.testResults.filter(
      (suite) =>
        suite.status === 'failed' &&
        !suite.assertionResults.some((test) => test.status === 'failed'),
    )
    return { passed: results.numPassedTests, failed: results.numFailedTests + broken.length }
  } catch {
    return { passed: 0, failed: 1 }
  }
}
