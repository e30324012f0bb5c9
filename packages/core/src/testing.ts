/** @varve/core/testing: what tests of a project and of a port need. */
export { labConfig, type LabConfig } from './project/lab.ts'
export { testContext, type TestContextOptions } from './project/test-context.ts'
