/** @varve/core/testing: what tests of a project and of a port need. */
export { type KeysBySet, type LabConfig, labConfig } from './project/lab.ts'
export { type TestContextOptions, testContext } from './project/test-context.ts'
