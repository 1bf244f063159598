import type { ComponentChildren } from 'preact';

export interface Fact {
  readonly term: ComponentChildren;
  readonly value: ComponentChildren;
}

/** Terms and values, one ruled line each. */
export function Facts({ facts, wide = false }: { readonly facts: readonly Fact[]; readonly wide?: boolean }) {
  return (
    <dl class={wide ? 'facts wide' : 'facts'}>
      {facts.map((fact, index) => (
        <div key={index}>
          <dt>{fact.term}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
