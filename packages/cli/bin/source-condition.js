/** A resolve hook that adds the condition '@varve/source', as `node --conditions=@varve/source` does. */
export function resolve(specifier, context, next) {
  return next(specifier, { ...context, conditions: ['@varve/source', ...context.conditions] })
}
