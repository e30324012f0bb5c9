/** Options of a compiler that change what code does: those of tsconfig.json, and what JSX calls. */
import { ts } from 'ts-morph'
import { canonicalJson } from '../foundation/canonical.ts'
import type { SourceModule, SourceUnit } from './source-module.ts'

export interface CompilerOptions {
  /** Canonical text of those that change a value; undefined where all are as they are by default. */
  readonly text: string | undefined
  /** The package whose runtime JSX calls, where it does so by itself. */
  readonly jsxRuntime: string | undefined
}

export const defaultOptions: CompilerOptions = { text: undefined, jsxRuntime: undefined }

export function compilerOptions(options: ts.CompilerOptions): CompilerOptions {
  const { target, useDefineForClassFields = target === undefined || target >= ts.ScriptTarget.ES2022 } = options
  const { experimentalDecorators, verbatimModuleSyntax, jsx, jsxFactory, jsxFragmentFactory, jsxImportSource } = options
  const changed = {
    ...(useDefineForClassFields ? {} : { useDefineForClassFields }),
    ...(experimentalDecorators ? { experimentalDecorators } : {}),
    ...(verbatimModuleSyntax ? { verbatimModuleSyntax } : {}),
    ...(jsx === undefined ? {} : { jsx }),
    ...(jsxFactory === undefined ? {} : { jsxFactory }),
    ...(jsxFragmentFactory === undefined ? {} : { jsxFragmentFactory }),
    ...(jsxImportSource === undefined ? {} : { jsxImportSource }),
  }
  const isAutomatic = jsx === ts.JsxEmit.ReactJSX || jsx === ts.JsxEmit.ReactJSXDev
  return {
    text: Object.keys(changed).length === 0 ? undefined : canonicalJson(changed),
    jsxRuntime: isAutomatic ? (jsxImportSource ?? 'react') : undefined,
  }
}

/** `@jsx h` and the like: a comment that a compiler reads. */
export function jsxPragmas({ syntax }: SourceModule): readonly string[] {
  return syntax.text.match(/@jsx\w*\s+[^\s*]+/g) ?? []
}

export function hasJsx({ node }: Pick<SourceUnit, 'node'>): boolean {
  if (ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node)) return true
  return ts.forEachChild(node, child => hasJsx({ node: child }) || undefined) ?? false
}
